import { runbookStreamId } from '#domain/ids.ts'
import type { RunbookRunStatus } from '#domain/runbook/run-words.ts'
import { nameKeyOf } from '#domain/runbook/runbook-name-rules.ts'
import type { Pool } from '../client.ts'
import { namesOf } from './names.ts'
import { isoOf } from './tasks.ts'

export interface LastRun {
  id: string
  status: RunbookRunStatus
  since: string
}

export interface RunbookSummary {
  id: string
  projectId: string
  name: string
  version: number
  yaml: string
  changedAt: string
  lastRun: LastRun | null
}

const columns = `b.id, b.project_id as "projectId", b.name, b.version, b.yaml, ${isoOf('b.changed_at')} as "changedAt",
  (select json_build_object('id', r.id, 'status', r.status, 'since', ${isoOf('r.since')})
     from runbook_run r where r.runbook_id = b.id order by r.created_at desc, r.id limit 1) as "lastRun"`

/** Of a project, by name. */
export async function listRunbooks(pool: Pool, projectId: string): Promise<RunbookSummary[]> {
  const { rows } = await pool.query<RunbookSummary>(
    `select ${columns} from runbook b where b.project_id = $1 and b.removed_at is null order by lower(b.name), b.id`,
    [projectId],
  )
  return rows
}

/** By its name as it stands in an address, or by its id. */
export async function runbookByName(
  pool: Pool,
  projectId: string,
  name: string,
): Promise<RunbookSummary | null> {
  const { rows } = await pool.query<RunbookSummary>(
    `select ${columns} from runbook b
      where b.project_id = $1 and b.removed_at is null and (b.name_key = $2 or b.id = $3)`,
    [projectId, nameKeyOf(projectId, name), name],
  )
  return rows[0] ?? null
}

export interface RunbookVersion {
  version: number
  name: string
  yaml: string
  at: string
  byName: string
}

/** From the record, the newest first. */
export async function versionsOf(pool: Pool, runbookId: string): Promise<RunbookVersion[]> {
  const { rows } = await pool.query<Omit<RunbookVersion, 'byName'> & { actor: string }>(
    `select (body->>'version')::int as version, body->>'name' as name, body->>'yaml' as yaml,
            ${isoOf('at')} as at, actor
       from entry where stream_id = $1 and type in ('runbook_created', 'runbook_changed')
      order by stream_seq desc limit 200`,
    [runbookStreamId(runbookId)],
  )
  const nameOf = await namesOf(
    pool,
    rows.map(({ actor }) => actor),
  )
  return rows.map(({ actor, ...version }) => ({ ...version, byName: nameOf(actor) }))
}
