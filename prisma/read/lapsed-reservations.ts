import { runIdOf } from '#domain/ids.ts'
import type { LapsedReservation } from '#domain/policy/lease.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'

interface Row {
  taskId: string
  stepId: string
  owner: string | null
  leaseUntil: Date | null
  state: TaskState
}

/** The oldest first. One without a lease is from before there were any. */
export async function lapsedReservations(
  pool: Pool,
  now: string,
  atMost: number,
): Promise<LapsedReservation[]> {
  const { rows } = await pool.query<Row>({
    name: 'lapsed-reservations',
    text: `select r.task_id as "taskId", r.step_id as "stepId", r.owner, r.lease_until as "leaseUntil", t.state
             from run_reservation r join task t on t.id = r.task_id
            where r.ended_at is null and (r.lease_until is null or r.lease_until < $1)
            order by r.reserved_at, r.task_id limit $2`,
    values: [now, atMost],
  })
  return rows.map(({ state, leaseUntil, owner, ...row }) => {
    const run = state.runs.find(({ stepId }) => stepId === row.stepId)
    return {
      ...row,
      owner: owner ?? state.executorId,
      leaseUntil: leaseUntil?.toISOString() ?? null,
      isOpen: run?.endedAt === null,
      runDeadlineMs: state.policy?.runDeadlineMs,
      sessionKey: (run ?? state.runs.at(-1))?.sessionKey ?? null,
      runIds: [run?.runId ?? runIdOf(row.taskId, row.stepId), ...(run?.adoptedRunIds ?? [])],
    }
  })
}
