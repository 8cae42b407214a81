import type { Loop } from '#domain/policy/loop.ts'
import { loopOf, type PastCall, type PastRun } from '#domain/policy/loop-rules.ts'
import type { Pool, Tx } from '../client.ts'
import { isoOf } from './tasks.ts'

type Db = Pool | Tx

/** Of each kind so many times the limit is looked at: between the same there may be others. */
const looksBack = 4

/** Why an agent is paused, or would be by what it did since it was last let go on; null: neither. */
export async function agentLoop(db: Db, agentId: string, limit: number): Promise<Loop | null> {
  const { rows } = await db.query<{ pause: { loop: Loop } | null; since: Date | null }>(
    'select pause, resumed_at as since from agent where id = $1',
    [agentId],
  )
  const { pause = null, since = null } = rows[0] ?? {}
  if (pause) return pause.loop
  const most = limit * looksBack
  return loopOf(
    { runs: await lastRuns(db, agentId, since, most), calls: await lastCalls(db, agentId, since, most) },
    limit,
  )
}

async function lastRuns(db: Db, agentId: string, since: Date | null, most: number): Promise<PastRun[]> {
  const { rows } = await db.query<PastRun>(
    `select r.task_id as "taskId", r.step_id as "stepId", t.status as "taskStatus", run->>'endedAt' as at,
            run->>'outcome' as outcome, coalesce(run->>'text', '') as text, coalesce(run->>'error', '') as error,
            run->>'reason' as reason
       from (select task_id, step_id from run_reservation
              where agent_id = $1 and ended_at is not null and ($2::timestamptz is null or ended_at > $2)
              order by reserved_at desc limit $3) r
       join task t on t.id = r.task_id
       cross join lateral jsonb_array_elements(t.state->'runs') run
      where run->>'stepId' = r.step_id and run->>'outcome' is not null`,
    [agentId, since, most],
  )
  return rows
}

async function lastCalls(db: Db, agentId: string, since: Date | null, most: number): Promise<PastCall[]> {
  const { rows } = await db.query<PastCall>(
    `select id as "proposalId", task_id as "taskId", status, ${isoOf('requested')} as at, state->>'tool' as tool,
            state->>'hash' as hash, coalesce(state->>'decidedBy' like 'agent:%', false) as "isTakenBack"
       from proposal where agent_id = $1 and ($2::timestamptz is null or requested > $2)
      order by requested desc limit $3`,
    [agentId, since, most],
  )
  return rows
}
