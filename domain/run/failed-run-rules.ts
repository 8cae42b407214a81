import type { RunOutcome } from './run.ts'

/** Who ends a run on purpose knows why: a person, a budget and a kill switch stop it, and it has not failed. */
const isFailure: Record<RunOutcome, boolean> = {
  ok: false,
  failed: true,
  aborted: false,
  timed_out: true,
  lost: true,
  over_budget: false,
  killed: false,
  not_begun: false,
}

/** The outcomes of runs that failed by themselves. */
export const failedOutcomes = (Object.keys(isFailure) as RunOutcome[]).filter((outcome) => isFailure[outcome])

/** Whether an ended run counts as failed, wherever runs are counted; null: it has not ended. */
export const isFailedOutcome = (outcome: RunOutcome | null): boolean => outcome !== null && isFailure[outcome]
