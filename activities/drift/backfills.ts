import type { BackfillPlan } from '#domain/backfill/backfill.ts'
import type { RepairOutcome } from '#domain/drift/repair.ts'
import { workflowIdOf } from '#domain/ids.ts'
import { streamEnds } from '#prisma/read/stream-ends.ts'
import { backfill } from '#prisma/write/backfill.ts'
import type { SightDeps } from './task-sights.ts'

/**
 * Puts back what the record lost and histories show. What can't be put back as a whole is started again from its record,
 * and the run that knows more is ended. Refused where the record has nothing of it that it could start from.
 */
export async function putBack(
  { pool, workflows, histories }: SightDeps,
  key: string,
): Promise<RepairOutcome> {
  const streamId = workflowIdOf(key)
  const shown = await histories.shown(streamId)
  const plan = await backfill(pool, shown, new Date().toISOString())
  if (!plan.stops) return { outcome: 'done', detail: `${done(plan)}.` }
  const most = `${done(plan)}, and no more: ${plan.stops}.`
  if (!(await streamEnds(pool, [streamId])).has(streamId))
    return { outcome: 'refused', detail: `${most} ${nothingKept(streamId)}` }
  await workflows.reseat(key, 'TERMINATE_EXISTING')
  const detail = `${most} Ended the run that knew more, and started it again from its record.`
  return { outcome: 'done', detail }
}

const nothingKept = (workflowId: string) =>
  `The record has nothing of it to start from: end the workflow ${workflowId} in Temporal, and ask for the work anew.`

function done({ groups, lost }: BackfillPlan): string {
  const count = groups.reduce((sum, { facts, rewound }) => sum + facts.length + (rewound ? 1 : 0), 0)
  if (count === 0) return 'Put nothing back'
  // The last one says that it was done.
  const unknown = lost.length > 0 ? `; ${lost.length} of them nobody knows any more` : ''
  const entries = count === 2 ? 'one entry' : `${count - 1} entries`
  return `Put ${entries} back from the histories of its workflow${unknown}`
}
