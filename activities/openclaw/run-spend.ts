import { isSpent } from '#domain/policy/budget-rules.ts'
import type { Reserved } from '#domain/run/run.ts'
import { knownUse } from '#domain/run/usage-rules.ts'
import type { OpenRun } from './executor-desk.ts'
import type { Message } from './openclaw-wire.ts'
import type { RunSession } from './run-session.ts'
import { usageOf } from './transcript.ts'

/** How long the gateway is asked for a run's end at a time: shorter where its use is watched. */
export const sliceOf = (reserved: Reserved | undefined): number => (reserved ? 1_000 : 5_000)

/** Whether all that was reserved is used: the plugin tells it at once, and the transcript where it could not. */
export async function isOverBudget(
  { input: { reserved }, usage }: Pick<OpenRun, 'input' | 'usage'>,
  session: Pick<RunSession, 'messages'>,
  runIds: string[],
): Promise<boolean> {
  if (!reserved) return false
  return usage.spent.aborted || hasSpent(await session.messages(true), runIds, reserved)
}

/** Whether the model's answers so far used it. */
export function hasSpent(messages: Message[], runIds: string[], reserved: Reserved): boolean {
  const usage = usageOf(messages, runIds)
  return usage !== null && isSpent(reserved, knownUse(usage))
}

export const usedUpWords = ({ tokens, costNanoUsd }: Reserved): string =>
  `The run used what was reserved for it: ${[
    tokens === null ? '' : `${tokens.toLocaleString('en-US')} tokens`,
    costNanoUsd === null ? '' : `$${(costNanoUsd / 1e9).toFixed(4)}`,
  ]
    .filter(Boolean)
    .join(' or ')}`

export const overBudgetWords = (reserved: Reserved): string =>
  `${usedUpWords(reserved)}. Raise the budget, or write to the agent to let it go on`
