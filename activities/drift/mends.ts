import type { FindingState } from '#domain/drift/finding-state.ts'
import { type Mend, mendOf } from '#domain/drift/mend-rules.ts'
import type { RepairOutcome, SecondLook } from '#domain/drift/repair.ts'
import { taskStreamId } from '#domain/ids.ts'
import { openOwnFindings } from '#prisma/read/findings.ts'
import { refold } from '#prisma/write/refold.ts'
import { recordMend } from '#prisma/write/settings/repairs.ts'
import { secondLook } from './second-look.ts'
import type { SightDeps } from './task-sights.ts'

/** In one look; the next one goes on. */
const mostMends = 200

const done = (detail: string): RepairOutcome => ({ outcome: 'done', detail })

/** Each is a repeat of itself without harm. */
const mending: Record<Mend, (deps: SightDeps, state: FindingState) => Promise<RepairOutcome>> = {
  async reseat({ workflows }, { subject }) {
    await workflows.reseat(subject.key)
    return done('Started the task’s workflow again from its record.')
  },
  async refold({ pool }, { subject }) {
    await refold(pool, taskStreamId(subject.key))
    return done('Wrote the row from the task’s entries again.')
  },
  settle: async (_, { theirs }) => done(`The workflow runs on: ${theirs?.line ?? 'another run took over'}.`),
}

/** Puts right what may be put right without asking. Only a second look that finds it right makes it so. */
export async function mendAll(deps: SightDeps, now: () => string): Promise<void> {
  const open = await openOwnFindings(deps.pool, ['task', 'projection', 'reset'])
  for (const { id, state } of open.filter(({ state }) => mendOf(state) !== null).slice(0, mostMends)) {
    const mend = mendOf(state)
    if (mend === null) continue
    const outcome = await mending[mend](deps, state)
    const second: SecondLook = await secondLook(deps, state, now())
    if (second.isRight) await recordMend(deps.pool, { findingId: id, at: now(), outcome, second })
  }
}
