import { isCancellation, proxyActivities } from '@temporalio/workflow'
import type { DriftActivities } from '#activities/drift/contract.ts'
import type { MirrorActivities } from '#activities/openclaw/contract.ts'
import { controlQueueOf } from '#domain/ids.ts'
import type { LapsedReservation } from '#domain/policy/lease.ts'
import type { RunLook } from '#domain/run/run-look.ts'
import { askedOnceOptions, reconcileOptions } from '../activity-options.ts'

const control = proxyActivities<DriftActivities>(reconcileOptions)

/** Reservations that nobody holds any more are freed once their run is seen to be over; what it used is booked. */
export async function freeLeases(): Promise<void> {
  const lapsed = await control.lapsedLeases()
  await Promise.all(
    lapsed.map(async (one) => {
      const look = await lookAt(one)
      if (look?.isOver) await control.freeLease({ ...one, usage: look.usage, reason: reasonOf(one) })
    }),
  )
}

/** Null where its executor does not say: it is asked again at the next look. */
async function lookAt({ owner, sessionKey, runIds }: LapsedReservation): Promise<RunLook | null> {
  if (sessionKey === null) return { isOver: true, usage: null }
  const executor = proxyActivities<MirrorActivities>(askedOnceOptions(controlQueueOf(owner)))
  return executor.lookAtRun({ sessionKey, runIds }).catch((error) => {
    if (isCancellation(error)) throw error
    return null
  })
}

const reasonOf = ({ sessionKey }: LapsedReservation) =>
  sessionKey === null
    ? 'the task knows of no such run'
    : 'its lease passed, no workflow is at its run, and its executor says that the run is over'
