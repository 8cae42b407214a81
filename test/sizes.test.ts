import { expect, test } from 'vitest'
import {
  exempt,
  filesOfRepository,
  functionsOf,
  median,
  medianOffences,
  offences,
  roomSizes,
  type SizedFile,
} from './sizes.ts'

const aFile = (path: string, lines: number, longest: SizedFile['longest'] = null) => ({
  path,
  lines,
  longest,
})

test('no exemption is left over', () => {
  const files = filesOfRepository()
  expect(files.length).toBeGreaterThan(100)
  const needed = offences(files, [])
  expect(exempt.filter((path) => !needed.some((offence) => offence.startsWith(`${path}:`)))).toEqual([])
})

test.each([
  ['a/one.ts', 300, 0],
  ['a/one.ts', 301, 1],
  ['a/one.test.ts', 400, 0],
  ['a/one.test.tsx', 401, 1],
])('%s with %i lines is refused %i times', (path, lines, count) => {
  expect(offences([aFile(path, lines)], [])).toHaveLength(count)
  expect(offences([aFile(path, lines)], [path])).toEqual([])
})

test('the median of all files is held, tests apart', () => {
  const files = (lines: number) => [aFile('a/one.ts', 10), aFile('a/two.ts', lines), aFile('b/three.ts', 200)]
  const tests = [aFile('a/one.test.ts', 300), aFile('b/two.test.ts', 300)]
  expect(medianOffences([...files(80), ...tests])).toEqual([])
  expect(medianOffences([...files(81), ...tests])).toEqual(['the median file has 81 of 80 lines'])
})

test('a function is refused by its own name', () => {
  const file = (lines: number) => aFile('a/one.ts', 100, { name: 'settle', lines })
  expect(offences([file(60)], [])).toEqual([])
  expect(offences([file(61)], [])).toEqual(['a/one.ts: settle has 61 of 60 lines'])
  const component = (lines: number) => aFile('a/One.tsx', 100, { name: 'One', lines })
  expect(offences([component(80)], [])).toEqual([])
  expect(offences([component(81)], [])).toEqual(['a/One.tsx: One has 81 of 80 lines'])
})

test('functions of every form are measured, tests’ own stories are not', () => {
  const text = `export function one() {
  return 1
}
const two = () => ({
  three() {},
  four: () => 4,
})
test('a story', () => {
  one()
})
`
  expect(functionsOf('a.ts', text)).toEqual([
    { name: 'one', lines: 3 },
    { name: 'two', lines: 4 },
    { name: 'three', lines: 1 },
    { name: 'four', lines: 1 },
  ])
})

test('a room is summed by its own files; tests don’t count for the median', () => {
  const longest = { name: 'go', lines: 9 }
  const files = [
    aFile('a/x.ts', 10, longest),
    aFile('a/y.ts', 30),
    aFile('a/y.test.ts', 90),
    aFile('top.ts', 5),
  ]
  expect(roomSizes(files)).toEqual([
    expect.objectContaining({ room: '(root)', files: 1, median: 5, longestFunction: null }),
    expect.objectContaining({
      room: 'a',
      files: 3,
      median: 30,
      longestFile: files[2],
      longestFunction: { ...longest, path: 'a/x.ts' },
    }),
  ])
  expect(median([])).toBe(0)
})
