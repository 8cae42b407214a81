import { expect, test } from 'vitest'
import { withoutProof } from './shipped-words.ts'

test('what shipped without proof is said of a count, and nothing where all is proven', () => {
  expect(withoutProof(15, 0)).toBe('')
  expect(withoutProof(15, 1)).toBe('1 of them without proof')
  expect(withoutProof(2_000, 1_500)).toBe('1,500 of them without proof')
  expect(withoutProof(1, 1)).toBe('without proof')
  expect(withoutProof(2, 2)).toBe('all of them without proof')
})
