import type { Fact, FactOf } from '../ledger/entry.ts'
import type { Adoption } from './adoption.ts'
import { starterWords } from './foreign-run-rules.ts'

/** The step of a task that is the run it was adopted for. */
export const adoptedStepId = 's1'

/** The first entries of the task of a run that was adopted: it is under way already. */
export function openingOf(
  requested: FactOf<'task_requested'>,
  { policy, reserved }: Pick<Adoption, 'policy' | 'reserved'>,
): Fact[] {
  const { at, actor, body } = requested
  const { adopted, executorId } = body
  if (!adopted) return [requested]
  const { runId, sessionKey, starter } = adopted
  const stepId = adoptedStepId
  const run = { stepId, runId, sessionKey, reason: starterWords(starter), executorId, contextHash: '' }
  return [
    requested,
    { at, actor, type: 'task_prepared', body: { stepId, policy } },
    { at, actor, type: 'run_queued', body: { ...run, ...(reserved && { reserved }) } },
    { at, actor, type: 'run_accepted', body: { stepId, itemId: `accepted-${runId}` } },
  ]
}
