import { taskIdOfStream } from '#domain/ids.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { leaseEnd } from '#domain/policy/lease-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import { isEnded, isNotBegun, tokensOf } from '#domain/task/task-rules.ts'
import type { Tx } from '../client.ts'

/** The rows that budgets count, in the transaction of the entries that they are folded from. */
export async function keepReservations(
  tx: Tx,
  streamId: string,
  state: TaskState,
  facts: readonly Fact[],
): Promise<void> {
  const taskId = taskIdOfStream(streamId) ?? ''
  for (const fact of facts) {
    if (fact.type === 'run_queued') await reserve(tx, taskId, state, fact)
    if (isNotBegun(fact)) await forget(tx, taskId, fact.body.stepId)
    else if (fact.type === 'run_ended' || fact.type === 'reservation_freed') await settle(tx, taskId, fact)
  }
  const last = facts.at(-1)
  if (last && (isEnded(state.status) || state.status === 'frozen')) await closeAll(tx, taskId, last.at)
}

/** A step that a reset prepares again is the same run on the gateway, and keeps its row. */
async function reserve(tx: Tx, taskId: string, state: TaskState, { body, at }: FactOf<'run_queued'>) {
  await tx.query(
    `insert into run_reservation (task_id, step_id, project_id, agent_id, reserved_at, tokens_reserved, nano_usd_reserved,
       owner, lease_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [
      taskId,
      body.stepId,
      state.projectId,
      state.agentId,
      at,
      body.reserved?.tokens ?? null,
      body.reserved?.costNanoUsd ?? null,
      body.executorId,
      leaseEnd(at, state.policy?.runDeadlineMs),
    ],
  )
}

/** A run that was not begun is none that a budget counts, of runs neither. */
const forget = (tx: Tx, taskId: string, stepId: string) =>
  tx.query('delete from run_reservation where task_id = $1 and step_id = $2', [taskId, stepId])

/**
 * Once: what it used, or that nobody knows. What was freed before anybody knew is told by the run's own end. Where only a
 * part of the cost is known, that is kept beside it.
 */
async function settle(tx: Tx, taskId: string, { body, at }: FactOf<'run_ended' | 'reservation_freed'>) {
  await tx.query(
    `update run_reservation set ended_at = coalesce(ended_at, $3), tokens_used = $4, nano_usd_used = $5,
       nano_usd_known = $6
      where task_id = $1 and step_id = $2 and tokens_used is null`,
    [
      ...[taskId, body.stepId, at, body.usage && tokensOf(body.usage)],
      ...[body.usage?.costNanoUsd ?? null, body.usage?.knownNanoUsd ?? null],
    ],
  )
}

/** No run of an ended task is under way, whatever was lost of its end. */
async function closeAll(tx: Tx, taskId: string, at: string) {
  await tx.query('update run_reservation set ended_at = $2 where task_id = $1 and ended_at is null', [
    taskId,
    at,
  ])
}
