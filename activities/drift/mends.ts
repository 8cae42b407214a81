import { log } from '@temporalio/activity'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { type Mend, mendOf } from '#domain/drift/mend-rules.ts'
import type { RepairOutcome } from '#domain/drift/repair.ts'
import { isRunbookRunId, taskStreamId } from '#domain/ids.ts'
import { openOwnFindings, repairsUnderWay } from '#prisma/read/findings.ts'
import { refold } from '#prisma/write/refold.ts'
import { recordMend } from '#prisma/write/settings/repairs.ts'
import { each } from './each.ts'
import { secondLook } from './second-look.ts'
import type { SightDeps } from './task-sights.ts'

/** In one look, as many as it describes; the next one goes on. */
const mostMends = 400
/** Of the pool's connections the rest stay for what is under way. */
const atOnce = 5

const done = (detail: string): RepairOutcome => ({ outcome: 'done', detail })

/** Each is a repeat of itself without harm. */
const mending: Record<Mend, (deps: SightDeps, state: FindingState) => Promise<RepairOutcome>> = {
  async reseat({ workflows }, { subject: { key } }) {
    await workflows.reseat(key)
    return done(`Started the ${isRunbookRunId(key) ? 'run' : 'task'}’s workflow again from its record.`)
  },
  async refold({ pool }, { subject }) {
    await refold(pool, taskStreamId(subject.key))
    return done('Wrote the row from the task’s entries again.')
  },
  settle: async (_, { theirs }) => done(`The workflow runs on: ${theirs?.line ?? 'another run took over'}.`),
}

/** Puts right what may be put right without asking. Only a second look that finds it right makes it so. */
export async function mendAll(deps: SightDeps, now: () => string): Promise<void> {
  const open = await openOwnFindings(deps.pool, ['task', 'runbook', 'projection', 'reset'])
  const mends = open.flatMap(({ id, state }) => {
    const mend = mendOf(state)
    return mend ? [{ id, state, mend }] : []
  })
  await each(mends.slice(0, mostMends), atOnce, async ({ id, state, mend }) => {
    try {
      const outcome = await mending[mend](deps, state)
      const second = await secondLook(deps, state, now())
      if (second.isRight) await recordMend(deps.pool, { findingId: id, at: now(), outcome, second })
    } catch (error) {
      // It stays open; the others, and what comes after them in this look, don't wait for it.
      log.warn('a finding can’t be mended', { findingId: id, mend, error: String(error) })
    }
  })
  // A repair that was asked for and whose workflow Temporal lost would be under way for ever.
  for (const repair of await repairsUnderWay(deps.pool)) await deps.workflows.repair(repair)
}
