import { expect, test } from 'vitest'
import { blockedWords } from './blocked-words.ts'

test('a blocked call says what, why, and how often', () => {
  expect(blockedWords({ tool: 'exec', why: 'denied', times: 1 })).toBe('blocked exec: the policy denies it')
  expect(blockedWords({ tool: 'exec', why: 'kill_switch', times: 1_000 })).toBe(
    'blocked exec: a kill switch is on, 1,000 times by now',
  )
})

test('a call that may not go somewhere says where, if it is known', () => {
  const call = { tool: 'web_fetch', why: 'domain', times: 2 } as const
  expect(blockedWords({ ...call, host: 'evil.example' })).toBe(
    'blocked web_fetch: the policy does not let it go to evil.example, 2 times by now',
  )
  expect(blockedWords(call)).toBe('blocked web_fetch: the policy does not let it go there, 2 times by now')
})

test('what stands for many calls does not name the one', () => {
  const words = blockedWords({ tool: 'exec', why: 'denied', times: 950, isRest: true })
  expect(words).toMatch(/^blocked further calls .* 950 times by now$/)
  expect(words).not.toContain('exec')
})
