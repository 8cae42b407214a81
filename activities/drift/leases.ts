import { taskStreamId } from '#domain/ids.ts'
import type { FreedReservation, LapsedReservation } from '#domain/policy/lease.ts'
import { lapsedReservations } from '#prisma/read/lapsed-reservations.ts'
import { freeReservation, renewLease } from '#prisma/write/leases.ts'
import { behindOf } from './behind-streams.ts'
import { each } from './each.ts'
import type { SightDeps } from './task-sights.ts'

/** The next look goes on. */
const mostLapsed = 50
const atOnce = 16

/** Reservations whose lease has passed and whose workflow is not at their run; who is at it has the lease anew. */
export async function lapsedLeases(
  { pool, workflows }: Pick<SightDeps, 'pool' | 'workflows'>,
  now: string,
): Promise<LapsedReservation[]> {
  const lapsed = await lapsedReservations(pool, now, mostLapsed)
  const left = await each(lapsed, atOnce, async (one) => {
    const isAtIt = one.isOpen && (await workflows.describe(one.taskId)).status === 'running'
    if (isAtIt) await renewLease(pool, one, now)
    return isAtIt ? [] : [one]
  })
  return left.flat()
}

/** Of a record that was put back to an older moment nothing is freed: what it lost has to get its numbers back first. */
export async function freeLease(
  deps: Pick<SightDeps, 'pool' | 'histories'>,
  freed: FreedReservation,
  now: string,
): Promise<void> {
  if (await behindOf(deps, taskStreamId(freed.taskId))) return
  await freeReservation(deps.pool, freed, now)
}
