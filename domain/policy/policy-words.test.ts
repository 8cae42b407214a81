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

const usual = [
  'These tools pass without asking: read, ls, find, grep, memory_search, memory_get, session_status (with no parameters but sessionKey and changesSince), fo_post_update, fo_ask_operator, fo_answer_operator, fo_record_artifact, fo_record_learning, fo_finish. Every other call is held until an operator approves it.',
  'A held call that nobody decides on expires after 3 days.',
  'A run ends after 2 hours at most.',
]
const besides = (policy: unknown) => policyWords(Policy.parse(policy)).filter((one) => !usual.includes(one))

test('where a policy adds nothing, an agent reads what passes and how long things wait, and no more', () => {
  expect(policyWords(Policy.parse({}))).toEqual(usual)
  expect(policyWords(Policy.parse({ deniedTools: [] }))).toEqual(usual)
})

test('an agent reads of each kind of effect that passes by itself, and of no other', () => {
  const pay = { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 }
  expect(
    besides({ approvals: { pay, deploy: pay, send: { who: 'two' }, publish: { who: 'one', upToUsd: 9 } } }),
  ).toEqual([
    'An effect of the kind pay of at most 5 US dollars may pass without asking, if the call says its amount plainly in one parameter; only a few do.',
  ])
})

test('an agent reads in one line each what is denied, where its tools may go and which skills it may use', () => {
  const lists = { deniedTools: ['exec', 'message'], domains: ['a.example', 'b.example'], skills: ['x', 'y'] }
  expect(besides(lists)).toEqual([
    'These are never allowed: exec, message.',
    'Tools may go only to these domains and what lies below them: a.example, b.example. Every other address is blocked.',
    'You may use only these skills: x, y.',
  ])
})

test('an agent reads where its tools may go', () => {
  const words = (domains?: string[]) => policyWords(Policy.parse(domains ? { domains } : {})).join('\n')
  expect(words(['example.com'])).toContain('only to these domains and what lies below them: example.com.')
  expect(words([])).toContain('No tool may go to any address outside')
  expect(words()).not.toContain('domains')
})

test('an agent reads which skills it may use', () => {
  const words = (skills?: string[]) => policyWords(Policy.parse(skills ? { skills } : {})).join('\n')
  expect(words(['weather'])).toContain('You may use only these skills: weather.')
  expect(words([])).toContain('You may use no skill.')
  expect(words()).not.toContain('skill')
})
