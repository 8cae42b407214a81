import { taskStreamId } from '#domain/ids.ts'
import { inTransaction, type Pool } from '../client.ts'
import { reconcileTask } from './ledger.ts'
import { wake } from './wake.ts'

const atMost = 200

/**
 * Permissions of runs that are over here and of whose end their executor said nothing: they may still be used there. A task
 * moves before its first run has begun and no more, so where it is is where they are.
 */
export async function leftGrants(pool: Pool, executorId: string): Promise<string[]> {
  const { rows } = await pool.query<{ effectKey: string }>(
    `select g.effect_key as "effectKey" from advance_grant g
       join run_reservation r on r.task_id = g.task_id and r.step_id = g.step_id and r.ended_at is not null
       join task t on t.id = g.task_id
      where t.executor_id = $1 and g.used_at is null and g.released_at is null
      order by g.issued_at, g.effect_key limit ${atMost}`,
    [executorId],
  )
  return rows.map(({ effectKey }) => effectKey)
}

interface Settling {
  at: string
  /** Whether the record of this stream was put back to an older moment, and what it lost is not in it yet. */
  isBehind(streamId: string): Promise<boolean>
}

/**
 * What their Mac made of them: void for good, or used before. A repeat finds none of them open and writes nothing. In a
 * stream that is behind they stay open, or this would take the number of an entry that is to be put back.
 */
export async function settleLeftGrants(
  pool: Pool,
  seen: { released: readonly string[]; used: readonly string[] },
  { at, isBehind }: Settling,
): Promise<void> {
  const keys = [...seen.released, ...seen.used]
  if (keys.length === 0) return
  const { rows } = await pool.query<{ taskId: string; stepId: string; keys: string[] }>(
    `select task_id as "taskId", step_id as "stepId", array_agg(effect_key order by effect_key) as keys
       from advance_grant where effect_key = any($1) and used_at is null and released_at is null
      group by task_id, step_id order by task_id, step_id`,
    [keys],
  )
  for (const { taskId, stepId, keys: open } of rows) {
    const streamId = taskStreamId(taskId)
    if (await isBehind(streamId)) continue
    const released = open.filter((key) => seen.released.includes(key))
    const used = open.filter((key) => seen.used.includes(key))
    const fact = {
      type: 'grants_released' as const,
      at,
      actor: 'system:control',
      body: { stepId, released, used },
    }
    await inTransaction(pool, (tx) => reconcileTask(tx, { streamId, facts: [fact], as: 'note' }))
  }
  wake(pool, 'ledger')
}
