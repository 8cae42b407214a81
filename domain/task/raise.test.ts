import { expect, test } from 'vitest'
import { aFact, afterFacts } from '#test/stories.ts'
import type { Raise } from '../policy/raise.ts'

const none = { tokens: null, costNanoUsd: null, runs: null }
const held = (kind: 'budget' | 'limit' = 'budget') =>
  aFact('run_held', { kind, reason: 'It is spent', until: null }, 1)
const raised = (raise: Raise) => aFact('budget_raised', { raise, intentId: 'in_1' }, 2)
const after = (...facts: Parameters<typeof afterFacts>) => afterFacts(held(), ...facts).raise

test('raises of different metrics add up, also while a budget holds the task; of one metric the last counts', () => {
  const [dollars, tokens] = [raised({ ...none, costNanoUsd: 5 }), raised({ ...none, tokens: 70 })]
  expect(after(dollars, held(), tokens)).toEqual({ tokens: 70, costNanoUsd: 5, runs: null })
  expect(after(tokens, held(), raised({ ...none, runs: 1 }), held('limit'))).toEqual({
    ...{ tokens: 70, costNanoUsd: null, runs: 1 },
  })
  expect(after(tokens, dollars, raised({ ...none, tokens: 40 }))?.tokens).toBe(40)
  expect(after(raised({ ...none, runs: 1 }), held(), tokens)).toEqual({ ...none, tokens: 70, runs: 1 })
})

test('a run takes all of it along', () => {
  const queued = aFact('run_queued', {
    ...{ stepId: 's1', runId: 'r_1', sessionKey: 'k', reason: 'first run', executorId: 'mac-mini' },
    contextHash: 'h',
  })
  expect(after(raised({ ...none, runs: 1 }), queued)).toBeUndefined()
})

test('it is gone with its task: opened again, that asks anew', () => {
  const failed = aFact('task_failed', { error: 'no' })
  expect(after(raised({ ...none, tokens: 70 }), failed)).toBeUndefined()
  expect(after(raised({ tokens: 70, costNanoUsd: null }), failed)).toBeDefined()
})

test('as older versions recorded it, it takes the place of what was raised, and is gone where a budget holds', () => {
  const [dollars, tokens] = [
    raised({ tokens: null, costNanoUsd: 5 }),
    raised({ tokens: 70, costNanoUsd: null }),
  ]
  expect(after(dollars, tokens)).toEqual({ tokens: 70, costNanoUsd: null })
  expect(after(dollars, held())).toBeUndefined()
  expect(after(dollars, held('limit'))).toEqual({ tokens: null, costNanoUsd: 5 })
})
