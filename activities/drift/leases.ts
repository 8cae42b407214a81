import type { LapsedReservation } from '#domain/policy/lease.ts'
import { lapsedReservations } from '#prisma/read/lapsed-reservations.ts'
import { renewLease } from '#prisma/write/leases.ts'
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
