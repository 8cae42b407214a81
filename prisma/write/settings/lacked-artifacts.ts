import type { Pool } from '../../client.ts'

/** With more an operator has enough to do. */
const mostLacked = 1_000

/** On which executor the task was when it recorded `e`: agents are moved, and their tasks with them. */
const recordedOn = `
  (select m.body->>'executorId' from entry m
    where m.stream_id = e.stream_id and m.stream_seq < e.stream_seq
      and m.type in ('task_requested', 'task_moved', 'task_stayed')
    order by m.stream_seq desc limit 1)`

/**
 * What an executor's worker holds to be brought, or to be said of that it can't be; it holds it before the record knows.
 * What it recorded and is neither among those nor settled it does not have any more.
 */
export async function noteShelf(pool: Pool, executorId: string, held: readonly string[]): Promise<void> {
  await pool.query(
    `update executor_link set lacked_artifacts = array(
       select t.id || '/' || (e.body->>'itemId')
         from entry e join task t on e.stream_id = 'task/' || t.id
        where e.type = 'artifact_recorded' and e.at < now() - interval '10 minutes'
          and e.body->>'hash' is not null and e.body->>'itemId' <> all($2)
          and not exists (select from artifact_bytes a where a.id = t.id || '/' || (e.body->>'itemId'))
          and ${recordedOn} = $1
        order by e.id limit ${mostLacked})
      where executor_id = $1`,
    [executorId, held],
  )
}
