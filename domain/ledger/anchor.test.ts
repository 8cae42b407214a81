import { expect, test } from 'vitest'
import { anchorLine, anchorProblem, anchorsOf, anchorsOfFile, standingAnchors } from './anchor.ts'

const hash = 'a'.repeat(64)
const anchor = { position: 5, hash, at: '2026-11-26T12:00:00.000Z' }

test('anchors are lines that read as they were written', () => {
  const later = { ...anchor, position: 9 }
  expect(anchorsOf(`${anchorLine(anchor)}\n\n${anchorLine(later)}\n`)).toEqual([anchor, later])
  expect(anchorsOf('')).toEqual([])
})

test.each(['no JSON', '{}', anchorLine({ ...anchor, position: 0 }), anchorLine({ ...anchor, hash: 'x' })])(
  '%s is no anchor, and its line is named',
  (line) => {
    expect(() => anchorsOf(`${anchorLine(anchor)}\n${line}`)).toThrow('Line 2 is no anchor.')
  },
)

test('the last line of a file may be torn anywhere; whole it counts, also without its newline', () => {
  const line = anchorLine(anchor)
  for (let length = 0; length < line.length; length++)
    expect(anchorsOfFile(`${line}\n${line.slice(0, length)}`)).toEqual([anchor])
  expect(anchorsOfFile(`${line}\n${line}`)).toEqual([anchor, anchor])
  expect(anchorsOfFile('{"at":')).toEqual([])
})

test.each([
  ['a torn line that is not the last', (line: string) => `${line.slice(0, 30)}\n${line}\n`],
  ['a torn line that has its newline', (line: string) => `${line.slice(0, 30)}\n`],
  ['a whole line that says no hash', (line: string) => line.replace(hash, 'x')],
  ['something else', () => 'my notes'],
])('%s is no torn end', (_, broken) => {
  const line = anchorLine(anchor)
  expect(() => anchorsOfFile(`${line}\n${broken(line)}`)).toThrow('Line 2 is no anchor.')
})

test('an acknowledged restore cuts off what was noted after what it kept, each restore of its own', () => {
  const at = (position: number, kept?: number) =>
    kept === undefined
      ? { ...anchor, position }
      : { ...anchor, position, restored: { hash, kept, position: 9 } }
  const told = [at(2), at(5), at(9), at(6, 2), at(8), at(7, 6)]
  expect(anchorsOf(told.map(anchorLine).join('\n'))).toEqual(told)
  const { standing, gone } = standingAnchors(told)
  expect(standing).toEqual([at(2), at(6, 2), at(7, 6)])
  expect(gone).toEqual([at(5), at(9), at(8)])
  expect(standingAnchors([at(2), at(5)])).toEqual({ standing: [at(2), at(5)], gone: [] })
})

test('a ledger that goes through the anchor is the one', () => {
  expect(anchorProblem(anchor, { position: 5, hashThere: hash })).toBeNull()
  expect(anchorProblem(anchor, { position: 9, hashThere: hash })).toBeNull()
})

test('a shorter ledger and another chain are not', () => {
  expect(anchorProblem(anchor, { position: 4, hashThere: null })).toBe(
    'The ledger ends with #4, and #5 was noted: its tail is cut.',
  )
  expect(anchorProblem(anchor, { position: 9, hashThere: 'b'.repeat(64) })).toMatch(
    /is not the one that was noted/,
  )
})
