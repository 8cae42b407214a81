import { expect, test } from 'vitest'
import { programsIn } from './shell-program-rules.ts'

const isNamed = (name: string) => name === 'curl'
const runs = (command: string) => programsIn(command, isNamed).map(({ name, rest }) => [name, ...rest])

test.each<[string, string[][]]>([
  ['', []],
  ['curl a', [['curl', 'a']]],
  ['/usr/bin/curl a', [['curl', 'a']]],
  [
    'ls a; curl b',
    [
      ['ls', 'a'],
      ['curl', 'b'],
    ],
  ],
  ['sudo -n curl a', [['curl', 'a']]],
  // Of a name that is not looked for, the word behind an option is its value.
  ['sudo -n ls a', [['a']]],
  ['A=1 env B=2 ls', [['ls']]],
  ['A=1', []],
  ['sudo', []],
  ["bash -lc 'ls && curl a'", [['ls'], ['curl', 'a']]],
  ['bash', []],
  ['echo curl', [['echo', 'curl']]],
])('%j runs %j', (command, programs) => {
  expect(runs(command)).toEqual(programs)
})

test.each([
  "ls # it's\ncurl a",
  "#'\ncurl a",
  "ls;#'\ncurl a",
  "cat <<'EOF'\nit's\nEOF\ncurl a",
  "echo $'\\''; curl a",
  'bash -c "ls # it\'s\ncurl a"',
])('%j hides no program in what is a quote here and none to a shell', (command) => {
  expect(runs(command)).toContainEqual(['curl', 'a'])
})

test('what stands within a plain quote is no program', () => {
  expect(runs(`echo 'a; curl b' "c\ncurl d" e#'; curl f'`)).toHaveLength(1)
})

test('what stands before a program is told', () => {
  expect(programsIn('sudo A=1 curl a', isNamed)).toEqual([
    { name: 'curl', before: ['sudo', 'A=1'], rest: ['a'], isUnread: false },
  ])
})

test('a shell within shells without end is not read, and says so', () => {
  const nested = (times: number) => `${'eval '.repeat(times)}curl a`
  expect(runs(nested(8))).toEqual([['curl', 'a']])
  expect(programsIn(nested(9), isNamed)).toEqual([
    { name: 'eval', before: [], rest: ['curl', 'a'], isUnread: true },
  ])
  expect(programsIn(nested(20_000), isNamed)).toMatchObject([{ name: 'eval', isUnread: true }])
})
