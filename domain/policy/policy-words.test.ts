import { expect, test } from 'vitest'
import { Policy } from './policy.ts'
import { durationWords, policyWords } from './policy-words.ts'

test('a time is said in the largest unit that makes a whole number of it', () => {
  expect([259_200_000, 86_400_000, 5_400_000, 3_600_000, 1_000, 1_500].map(durationWords)).toEqual([
    '3 days',
    '1 day',
    '90 minutes',
    '1 hour',
    '1 second',
    '1500 milliseconds',
  ])
})

test('an agent reads which tools pass, each once, and what happens to the rest', () => {
  const words = policyWords(Policy.parse({ extraSafeTools: ['web_fetch', 'read'] })).join('\n')
  expect(words).toMatch(/^These tools pass without asking: read, .*fo_finish, web_fetch\. Every other/)
  expect(words).toContain('expires after 3 days')
  expect(words).toContain('ends after 2 hours')
})
