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
  limit: number
}

/** The newest first. */
export async function listRuns(pool: Pool, { projectId, runbookId, limit }: Filter): Promise<RunRow[]> {
  const { rows } = await pool.query<Omit<RunRow, 'requestedByName'> & { requestedBy: string }>(
    `select id, project_id as "projectId", runbook_id as "runbookId", name, version, status,
            ${isoOf('since')} as since, wait_kind as "waitKind", ${isoOf('created_at')} as "requestedAt",
            ${isoOf('ended_at')} as "endedAt", state->>'failedStep' as "failedStep", state->>'requestedBy' as "requestedBy"
       from runbook_run where project_id = $1 and ($2::text is null or runbook_id = $2)
      order by created_at desc, id limit $3`,
    [projectId, runbookId ?? null, limit],
  )
  const nameOf = await namesOf(
    pool,
    rows.map(({ requestedBy }) => requestedBy),
  )
  return rows.map(({ requestedBy, ...row }) => ({ ...row, requestedByName: nameOf(requestedBy) }))
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
