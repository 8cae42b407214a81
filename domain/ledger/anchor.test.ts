import { expect, test } from 'vitest'
import { anchorLine, anchorProblem, anchorsOf } from './anchor.ts'

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
