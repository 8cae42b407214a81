import { RunbookRunState } from '#domain/runbook/run.ts'
import type { RunbookRunStatus } from '#domain/runbook/run-words.ts'
import type { TaskStatus, WaitKind } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { namesOf } from './names.ts'
import { isoOf } from './tasks.ts'

export interface RunRow {
  id: string
  projectId: string
  runbookId: string
  name: string
  version: number
  status: RunbookRunStatus
  since: string
  waitKind: 'approval' | 'time' | null
  requestedAt: string
  endedAt: string | null
  failedStep: string | null
  requestedByName: string
}

interface Filter {
  projectId: string
  runbookId?: string | undefined
  /** Runs after this one in the list. */
  before?: string | undefined
  limit: number
}

/** The newest first. */
export async function listRuns(pool: Pool, filter: Filter): Promise<RunRow[]> {
  const { projectId, runbookId, before, limit } = filter
  const { rows } = await pool.query<Omit<RunRow, 'requestedByName'> & { requestedBy: string }>(
    `select r.id, r.project_id as "projectId", r.runbook_id as "runbookId", r.name, r.version, r.status,
            ${isoOf('r.since')} as since, r.wait_kind as "waitKind", ${isoOf('r.created_at')} as "requestedAt",
            ${isoOf('r.ended_at')} as "endedAt", r.state->>'failedStep' as "failedStep",
            r.state->>'requestedBy' as "requestedBy"
       from runbook_run r left join runbook_run b on b.id = $3 and b.project_id = $1
      where r.project_id = $1 and ($2::text is null or r.runbook_id = $2)
        and ($3::text is null or (r.created_at, b.id) < (b.created_at, r.id))
      order by r.created_at desc, r.id limit $4`,
    [projectId, runbookId ?? null, before ?? null, limit],
  )
  const nameOf = await namesOf(
    pool,
    rows.map(({ requestedBy }) => requestedBy),
  )
  return rows.map(({ requestedBy, ...row }) => ({ ...row, requestedByName: nameOf(requestedBy) }))
}

export interface RunCounts {
  all: number
  /** Of those, the ones that wait for a decision, and the ones under way. */
  toDecide: number
  running: number
}

export async function countRuns(
  pool: Pool,
  { projectId, runbookId }: Pick<Filter, 'projectId' | 'runbookId'>,
): Promise<RunCounts> {
  const { rows } = await pool.query<RunCounts>(
    `select count(*)::int as all, count(*) filter (where wait_kind = 'approval')::int as "toDecide",
            count(*) filter (where status = 'running')::int as running
       from runbook_run where project_id = $1 and ($2::text is null or runbook_id = $2)`,
    [projectId, runbookId ?? null],
  )
  return rows[0] ?? { all: 0, toDecide: 0, running: 0 }
}

/** The runs of a project that are not over, and not frozen: those move no more. */
export async function openRunIds(pool: Pool, projectId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from runbook_run where project_id = $1 and ended_at is null and status <> 'frozen' order by created_at`,
    [projectId],
  )
  return rows.map((row) => row.id)
}

export interface RunTask {
  id: string
  title: string
  status: TaskStatus
  waitKind: WaitKind | null
}

export interface RunDetail {
  id: string
  projectName: string
  state: RunbookRunState
  requestedByName: string
  /** Names of those who decided, by step. */
  deciders: Record<string, string>
  /** The tasks that steps were given to. */
  tasks: RunTask[]
}

export async function runById(pool: Pool, runId: string): Promise<RunDetail | null> {
  const { rows } = await pool.query<{ projectName: string; state: unknown }>(
    `select p.name as "projectName", r.state from runbook_run r join project p on p.id = r.project_id where r.id = $1`,
    [runId],
  )
  if (!rows[0]) return null
  const state = RunbookRunState.parse(rows[0].state)
  const decided = state.steps.flatMap(({ stepId, decidedBy }) => (decidedBy ? [{ stepId, decidedBy }] : []))
  const nameOf = await namesOf(pool, [state.requestedBy, ...decided.map((one) => one.decidedBy)])
  const tasks = await pool.query<RunTask>(
    'select id, title, status, wait_kind as "waitKind" from task where id = any($1)',
    [state.steps.flatMap(({ taskId }) => taskId ?? [])],
  )
  return {
    id: runId,
    projectName: rows[0].projectName,
    state,
    requestedByName: nameOf(state.requestedBy),
    deciders: Object.fromEntries(decided.map((one) => [one.stepId, nameOf(one.decidedBy)])),
    tasks: tasks.rows,
  }
}
