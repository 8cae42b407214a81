import { setTimeout as sleep } from 'node:timers/promises'
import { taskIdOfStream, taskStreamId } from '#domain/ids.ts'
import type { Command } from '#domain/intent/intent.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

export interface RecordedIntent {
  id: string
  /** The task that it is for; of another kind of workflow the workflow's id. */
  taskId: string
  workflowId: string
  command: Command
  actor: string
  body: unknown
  at: string
}

export async function intentById(pool: Pool, intentId: string): Promise<RecordedIntent | null> {
  const { rows } = await pool.query<Omit<RecordedIntent, 'taskId'>>(
    `select id, workflow_id as "workflowId", command, actor, body, ${isoOf('created_at')} as at
       from intent where id = $1`,
    [intentId],
  )
  return rows[0] ? { ...rows[0], taskId: taskIdOfStream(rows[0].workflowId) ?? rows[0].workflowId } : null
}

/** The entry that an intent led to, whatever it says. */
export interface Outcome {
  type: string
  body: Record<string, unknown>
}

/** Most are there at once; hundreds that wait must not keep everybody else from the database. */
const pollMs = { first: 25, most: 200 }

/** The workflow that an intent is for; null where there is no such intent. */
export async function workflowOfIntent(pool: Pool, intentId: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>('select workflow_id as id from intent where id = $1', [
    intentId,
  ])
  return rows[0]?.id ?? null
}

/** What came of an intent of a task; see outcomeIn. */
export const outcomeOf = (pool: Pool, intent: { id: string; taskId: string }, patienceMs: number) =>
  outcomeIn(pool, taskStreamId(intent.taskId), intent.id, patienceMs)

/** Null when there is none within `patienceMs`: the intent is recorded and on its way. */
export async function outcomeIn(
  pool: Pool,
  streamId: string,
  intentId: string,
  patienceMs: number,
): Promise<Outcome | null> {
  const until = Date.now() + patienceMs
  for (let wait = pollMs.first; ; wait = Math.min(pollMs.most, wait * 1.5)) {
    const { rows } = await pool.query<Outcome>({
      name: 'outcome',
      text: `select type, body from entry where stream_id = $1 and body->>'intentId' = $2
              order by stream_seq desc limit 1`,
      values: [streamId, intentId],
    })
    if (rows[0]) return rows[0]
    if (Date.now() >= until) return null
    await sleep(wait)
  }
}
