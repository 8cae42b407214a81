import type { OpenRow } from '#domain/drift/task-diff-rules.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

/** A start that is on its way is let alone for so long, milliseconds. */
const graceMs = 10_000

interface Work {
  table: 'task' | 'runbook_run'
  title: 'title' | 'name'
  /** What the ids of their workflows begin with. */
  workflow: 'task/' | 'runbook/'
  startedBy: 'startTask' | 'startRunbook'
}

const works: Work[] = [
  { table: 'task', title: 'title', workflow: 'task/', startedBy: 'startTask' },
  { table: 'runbook_run', title: 'name', workflow: 'runbook/', startedBy: 'startRunbook' },
]

/** $1: grace, $2: the ids of some. */
const openOf = ({ table, title, workflow, startedBy }: Work) =>
  `(select w.id as "taskId", w.${title} as title, w.project_id as "projectId", p.name as "projectName", w.status,
           ${isoOf('w.since')} as since
      from ${table} w join project p on p.id = w.project_id
     where w.ended_at is null and w.status <> 'frozen' and w.created_at < now() - $1 * interval '1 ms'
       and ($2::text[] is null or w.id = any($2))
       and not exists (select from intent i where i.workflow_id = '${workflow}' || w.id
                                              and i.command = '${startedBy}' and i.status = 'pending')
     order by w.created_at)`

/**
 * What should have a workflow: open, not frozen, and its start was delivered. Tasks first, then runs of runbooks. All of
 * it, or which of some are such work.
 */
export async function openWork(pool: Pool, workIds?: readonly string[]): Promise<OpenRow[]> {
  const { rows } = await pool.query<OpenRow>(works.map(openOf).join(' union all '), [
    workIds ? 0 : graceMs,
    workIds ?? null,
  ])
  return rows
}

/** Which of these the record has, open or not. */
export async function knownWork(pool: Pool, workIds: string[]): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from task where id = any($1) union all select id from runbook_run where id = any($1)',
    [workIds],
  )
  return new Set(rows.map(({ id }) => id))
}
