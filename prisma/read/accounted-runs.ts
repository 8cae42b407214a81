import { idFrom } from '#domain/derived-ids.ts'
import type { LoggedRun } from '#domain/drift/unaccounted-rules.ts'
import { taskIdOfSession } from '#domain/run/foreign-run-rules.ts'
import type { Pool } from '../client.ts'

/** The same run of the same executor is the same task, however often it is told. */
export const adoptedTaskIdOf = (executorId: string, runId: string): string =>
  idFrom('task', 'adopted', executorId, runId)

/** Which runs of a gateway have a task: one of their own, or that of the run which they went on with. */
export async function accountedFor(
  pool: Pool,
  executorId: string,
  runs: readonly LoggedRun[],
): Promise<(run: LoggedRun) => boolean> {
  if (runs.length === 0) return () => true
  const idOf = ({ runId }: LoggedRun) => adoptedTaskIdOf(executorId, runId)
  const tasks = runs.flatMap(({ sessionKey }) => taskIdOfSession(sessionKey) ?? [])
  const [own, others, takenUp] = await Promise.all([
    pool.query<{ id: string }>('select id from task where id = any($1)', [runs.map(idOf)]),
    pool.query<{ sessionKey: string; isOpen: boolean; also: string[] | null }>(
      `select r->>'sessionKey' as "sessionKey", r->>'endedAt' is null as "isOpen", r->'adoptedRunIds' as also
         from task t cross join lateral jsonb_array_elements(t.state->'runs') r
        where t.executor_id = $1 and t.created_at > now() - interval '3 days' and t.state ? 'adopted'`,
      [executorId],
    ),
    // Of a task's own runs, which may be of long ago: only what went on with them, for an open one hides nothing else.
    pool.query<{ runId: string }>(
      `select also as "runId" from task t cross join lateral jsonb_array_elements(t.state->'runs') r
         cross join lateral jsonb_array_elements_text(coalesce(r->'adoptedRunIds', '[]')) also
        where t.id = any($1) and t.executor_id = $2`,
      [[...new Set(tasks)], executorId],
    ),
  ])
  const ids = new Set(own.rows.map(({ id }) => id))
  const taken = new Set([
    ...others.rows.flatMap(({ also }) => also ?? []),
    ...takenUp.rows.map(({ runId }) => runId),
  ])
  const followed = new Set(others.rows.filter(({ isOpen }) => isOpen).map(({ sessionKey }) => sessionKey))
  return (run) => ids.has(idOf(run)) || taken.has(run.runId) || followed.has(run.sessionKey)
}
