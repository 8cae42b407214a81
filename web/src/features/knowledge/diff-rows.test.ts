import { expect, test } from 'vitest'
import { cpuMsOf } from '#test/cpu-time.ts'
import { changedLines, diffRows } from './diff-rows.ts'

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`)

test('a changed line is one that went and one that came, between a few that stayed', () => {
  const before = lines(20)
  const after = before.with(10, 'other\n')
  const rows = diffRows(before.join(''), after.join(''))
  expect(rows).toEqual([
    { kind: 'gap', lines: 7 },
    ...[7, 8, 9].map((at) => ({ kind: 'same', text: `line ${at}` })),
    { kind: 'removed', text: 'line 10' },
    { kind: 'added', text: 'other' },
    ...[11, 12, 13].map((at) => ({ kind: 'same', text: `line ${at}` })),
    { kind: 'gap', lines: 6 },
  ])
  expect(changedLines(rows ?? [])).toEqual({ added: 1, removed: 1 })
})

test('texts that are the same have no change; from nothing all is new', () => {
  expect(changedLines(diffRows('a\nb', 'a\nb') ?? [])).toEqual({ added: 0, removed: 0 })
  expect(changedLines(diffRows('', 'a\nb') ?? [])).toEqual({ added: 2, removed: 0 })
})

test('two texts of 200 kB with nothing in common end in time, compared or not', () => {
  const many = (word: string) => Array.from({ length: 20_000 }, (_, at) => `${word}${at}`).join('\n')
  const [before, after] = [many('a'), many('b')]
  expect(cpuMsOf(() => diffRows(before, after))).toBeLessThan(6_000)
})
