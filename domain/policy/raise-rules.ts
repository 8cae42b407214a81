import type { Raise } from './raise.ts'

/** As older versions recorded it: it took the place of what was raised before, and was gone once a budget held the task. */
const isOfOldKind = ({ runs }: Raise) => runs === undefined

/** Of each metric what was said last, until a run takes it along. */
export const raisedBy = (before: Raise | undefined, raise: Raise): Raise =>
  isOfOldKind(raise)
    ? raise
    : {
        tokens: raise.tokens ?? before?.tokens ?? null,
        costNanoUsd: raise.costNanoUsd ?? before?.costNanoUsd ?? null,
        runs: raise.runs ?? before?.runs ?? null,
      }

/** Whether it stays while a budget of another metric holds the task. */
export const outlastsBudget = (raise: Raise): boolean => !isOfOldKind(raise)

/** In the unit in which use is counted; null: that metric is not raised. */
export const raisedIn = (metric: 'usd' | 'tokens' | 'runs', raise: Raise | null): number | null =>
  raise?.[metric === 'usd' ? 'costNanoUsd' : metric] ?? null
