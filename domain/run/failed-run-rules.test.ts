import { expect, test } from 'vitest'
import { failedOutcomes, isFailedOutcome } from './failed-run-rules.ts'
import { runOutcomes } from './run.ts'

test.each(['failed', 'timed_out', 'lost'] as const)('a run that ended %s has failed', (outcome) => {
  expect(isFailedOutcome(outcome)).toBe(true)
})

test.each(['ok', 'aborted', 'over_budget', 'killed', null] as const)(
  'a run that went well, was stopped or has not ended has not failed: %s',
  (outcome) => {
    expect(isFailedOutcome(outcome)).toBe(false)
  },
)

test('the outcomes that are failures are those of which the rule says so', () => {
  expect(failedOutcomes).toEqual(runOutcomes.filter(isFailedOutcome))
})
