import { expect, test } from 'vitest'
import { missingWords } from './outcome-words.ts'

test('missing deliverables read as a person says them', () => {
  expect(missingWords([])).toBe('nothing missing')
  expect(missingWords(['a'])).toBe('a deliverable not proven: a')
  expect(missingWords(['a', 'b'])).toBe('2 deliverables not proven: a, b')
})
