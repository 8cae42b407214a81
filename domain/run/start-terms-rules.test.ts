import { expect, test } from 'vitest'
import { startTerms } from './start-terms-rules.ts'

const asPrepared = { preparedBy: 3, version: 3 }

test('a run that nothing holds and whose policy is as it was may begin', () => {
  expect(startTerms(null, asPrepared)).toEqual({ refusal: null })
})

test('one that would be held now is not begun, and says what for', () => {
  const { refusal } = startTerms({ reason: 'Beat is paused: no money' }, asPrepared)
  expect(refusal).toBe('It was not begun: Beat is paused: no money')
})

test('nor is one whose policy was changed, to whatever, also where the record was put back to an older one', () => {
  const changed = 'It was not begun: its policy was changed while it waited'
  for (const version of [2, 4]) expect(startTerms(null, { preparedBy: 3, version }).refusal).toBe(changed)
})

test('one whose policy comes to the same again may begin, if nothing holds it', () => {
  const same = { preparedBy: 3, version: 5, isSame: true }
  expect(startTerms(null, same)).toEqual({ refusal: null })
  expect(startTerms({ reason: 'no' }, same).refusal).toBe('It was not begun: no')
})
