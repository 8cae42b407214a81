import { isSpent } from '#domain/policy/budget-rules.ts'
import type { Reserved } from '#domain/run/run.ts'
import { tokensOf } from '#domain/task/task-rules.ts'
import type { Message } from './openclaw-wire.ts'
import { usageOf } from './transcript.ts'

/** How long the gateway is asked for a run's end at a time: shorter where its use is watched. */
export const sliceOf = (reserved: Reserved | undefined): number => (reserved ? 1_000 : 5_000)

/** Whether the model's answers so far used all that was reserved for these runs. */
export function hasSpent(messages: Message[], runIds: string[], reserved: Reserved): boolean {
  const usage = usageOf(messages, runIds)
  return usage !== null && isSpent(reserved, { tokens: tokensOf(usage), costNanoUsd: usage.costNanoUsd })
}

export const overBudgetWords = ({ tokens, costNanoUsd }: Reserved): string =>
  `The run used what was reserved for it: ${[
    tokens === null ? '' : `${tokens.toLocaleString('en-US')} tokens`,
    costNanoUsd === null ? '' : `$${(costNanoUsd / 1e9).toFixed(4)}`,
  ]
    .filter(Boolean)
    .join(' or ')}. Raise the budget, or write to the agent to let it go on`
