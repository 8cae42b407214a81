import type { BackfillPlan } from '#domain/backfill/backfill.ts'
import { workflowIdOf } from '#domain/ids.ts'
import { backfill } from '#prisma/write/backfill.ts'
import type { SightDeps } from './task-sights.ts'

/**
 * Puts back what the record lost and histories show. What can't be put back as a whole is started again from its record,
 * and the run that knows more is ended. Answers what was done.
 */
export async function putBack({ pool, workflows, histories }: SightDeps, key: string): Promise<string> {
  const shown = await histories.shown(workflowIdOf(key))
  const plan = await backfill(pool, shown, new Date().toISOString())
  if (!plan.stops) return `${done(plan)}.`
  await workflows.reseat(key, 'TERMINATE_EXISTING')
  return `${done(plan)}, and no more: ${plan.stops}. Ended the run that knew more, and started it again from its record.`
}

function done({ groups, lost }: BackfillPlan): string {
  const count = groups.reduce((sum, { facts, rewound }) => sum + facts.length + (rewound ? 1 : 0), 0)
  if (count === 0) return 'Put nothing back'
  // The last one says that it was done.
  const unknown = lost.length > 0 ? `; ${lost.length} of them nobody knows any more` : ''
  const entries = count === 2 ? 'one entry' : `${count - 1} entries`
  return `Put ${entries} back from the histories of its workflow${unknown}`
}
