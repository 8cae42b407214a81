import { expect, test } from 'vitest'
import { simpleCommands } from './shell-words-rules.ts'

test.each<[string, string[][]]>([
  ['', []],
  ['  ls  -la ', [['ls', '-la']]],
  ['a b; c && d || e | f & g\nh', [['a', 'b'], ['c'], ['d'], ['e'], ['f'], ['g'], ['h']]],
  [`a 'b "c; d' "e 'f' | g" h'i'"j"`, [['a', 'b "c; d', "e 'f' | g", 'hij']]],
  [`a '' ""`, [['a', '', '']]],
  ['a b\\ c \\; \\"d \\\ne', [['a', 'b c', ';', '"d', 'e']]],
  ['a "b\\"c\\d\\$e"', [['a', 'b"c\\d$e']]],
  ['a > b c 2>/dev/null d 2>&1 e >>f <g', [['a', 'c', 'd', 'e']]],
  ['a>b', [['a']]],
  ['a12>b', [['a12']]],
  ['(a b) c', [['a', 'b'], ['c']]],
  ['f() { a; }', [['f'], ['{', 'a'], ['}']]],
  ['a "$(b "c d" | e)f" g', [['b', 'c d'], ['e'], ['a', '$f', 'g']]],
  [
    'a `b c`d',
    [
      ['b', 'c'],
      ['a', '$d'],
    ],
  ],
  [
    'a $((1 + 2)) b',
    [
      ['1', '+', '2'],
      ['a', '$', 'b'],
    ],
  ],
  [
    'a <(b c) d',
    [
      ['b', 'c'],
      ['a', '$', 'd'],
    ],
  ],
  ["a $'b' $c", [['a', '$b', '$c']]],
  ['a $(b', [['b'], ['a', '$']]],
  ['a ) b', [['a'], ['b']]],
  ["a 'b", [['a', 'b']]],
  ['a \\', [['a', '\\']]],
])('%j is %j', (command, commands) => {
  expect(simpleCommands(command)).toEqual(commands)
})

test('a quote that nothing closes stays in a whole command, which no shell runs then', () => {
  expect(simpleCommands(`a "b' c"; d'`, true)).toEqual([['a', "b' c"], ["d'"]])
  expect(simpleCommands('a "$(b "c', true)).toEqual([
    ['b', 'c"'],
    ['a', '$"'],
  ])
})
