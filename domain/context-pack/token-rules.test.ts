import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokensOf } from './token-rules.ts'

/** The higher of what js-tiktoken 1.0 counts with o200k_base and cl100k_base. */
const counted: [string, number][] = [
  ['', 0],
  ['The quick brown fox jumps over the lazy dog.', 10],
  ['const total = items.reduce((sum, one) => sum + one.price, 0)', 19],
  ['3.14159265358979', 7],
  ['Straßenbahnhaltestelle', 7],
  ['東京都は日本の首都です', 11],
  ['🂡😀👨‍👩‍👧', 18],
  ['- **Refunds**: over €100 ask first.\n- [x] done\n', 18],
]
test.each(counted)('%j costs at least as much as it does', (text, tokens) => {
  expect(tokensOf(text)).toBeGreaterThanOrEqual(tokens)
})

test('prose is not counted at twice what it costs', () => {
  expect(tokensOf('The quick brown fox jumps over the lazy dog.')).toBeLessThanOrEqual(20)
})

test('two texts together cost at most what they cost apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(tokensOf(a + b)).toBeLessThanOrEqual(tokensOf(a) + tokensOf(b))
      expect(tokensOf(a + b)).toBeGreaterThanOrEqual(tokensOf(a))
    }),
  )
})
