import { taskStreamId } from '#domain/ids.ts'
import type { FreedReservation, LapsedReservation } from '#domain/policy/lease.ts'
import { leaseEnd } from '#domain/policy/lease-rules.ts'
import { inTransaction, type Pool } from '../client.ts'
import { lockStream } from './entry-rows.ts'
import { reconcileTask } from './ledger.ts'
import { wake } from './wake.ts'

type Lapsed = Pick<LapsedReservation, 'taskId' | 'stepId' | 'leaseUntil'>

/** Its run is under way: nobody asks again before the new lease has passed. Nothing happened, so nothing is recorded. */
export async function renewLease(
  pool: Pool,
  { taskId, stepId, leaseUntil, runDeadlineMs }: Lapsed & Pick<LapsedReservation, 'runDeadlineMs'>,
  now: string,
): Promise<void> {
  await pool.query(
    `update run_reservation set lease_until = $4
      where task_id = $1 and step_id = $2 and ended_at is null and lease_until is not distinct from $3`,
    [taskId, stepId, leaseUntil, leaseEnd(now, runDeadlineMs)],
  )
}

/** Frees what a run reserved that is over, whatever was lost of its end. A repeat, or a run's own end, goes before it. */
export async function freeReservation(pool: Pool, freed: FreedReservation, at: string): Promise<void> {
  const { taskId, stepId, owner, leaseUntil, reason, usage } = freed
  const streamId = taskStreamId(taskId)
  await inTransaction(pool, async (tx) => {
    await lockStream(tx, streamId)
    const open = await tx.query(
      `select from run_reservation
        where task_id = $1 and step_id = $2 and ended_at is null and lease_until is not distinct from $3`,
      [taskId, stepId, leaseUntil],
    )
    if (open.rowCount === 0) return
    const body = { stepId, owner, leaseUntil, reason, usage }
    const fact = { type: 'reservation_freed', at, actor: 'system:control', body } as const
    await reconcileTask(tx, { streamId, facts: [fact], as: 'note' })
  })
  wake(pool, 'ledger')
}
