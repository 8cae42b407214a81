import type { Starter } from '#domain/run/foreign-run.ts'
import type { Shown } from '#domain/task/shown-rules.ts'
import type { TaskState, TaskStatus } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { isIdleTask, isLateTask } from './due-tasks.ts'
import { isToShip, type ShipsBy, shipsBy, type WeekEnds } from './to-ship-terms.ts'

export interface TaskSummary extends Shown {
  id: string
  projectId: string
  projectName: string
  agentId: string
  agentName: string
  createdAt: string
  /** Who began it on the gateway; null where it was asked for here. */
  starter: Starter | null
}

export interface TaskDetail extends TaskSummary {
  state: TaskState
  streamSeq: number
  pendingIntents: number
  isProjectRemoved: boolean
}

type DueFilter = 'late' | 'idle'

export interface TaskFilter {
  projectId?: string
  agentId?: string
  status?: TaskStatus
  open?: boolean
  /** Only open ones that are late, or due soon with nothing done. */
  due?: DueFilter
  /** Only those that are to ship; `by` null: by whatever week. */
  ships?: { by: ShipsBy | null; ends: WeekEnds }
  /** Only these. */
  ids?: readonly string[]
  /** Tasks older than this one. */
  before?: string
  limit: number
}

/** As the contracts want it: ISO in UTC with milliseconds. */
export const isoOf = (column: string) =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** A run's facts say so; while the task is open, so does what its executor says of its gateway now. */
export const isPracticeTask = `(t.is_practice or (t.ended_at is null and t.executor_id in
  (select l.executor_id from executor_link l where (l.report->'gateway'->>'isPractice')::boolean)))`

const summary = `t.id, t.project_id as "projectId", p.name as "projectName", t.agent_id as "agentId",
  a.name as "agentName", t.executor_id as "executorId", t.title, t.priority, t.status, ${isoOf('t.since')} as since,
  t.wait_kind as "waitKind", t.wait_detail as "waitDetail", ${isoOf('t.wait_until')} as "waitUntil",
  ${isoOf('t.created_at')} as "createdAt", ${isoOf('t.ended_at')} as "endedAt",
  ${isoOf('t.due_at')} as "dueAt", t.due_end as "dueEnd",
  t.cost_nano_usd::float8 as "costNanoUsd", ${isPracticeTask} as "isPractice",
  t.starter`
const sources = 'task t join project p on p.id = t.project_id join agent a on a.id = t.agent_id'

/** Newest first. */
export async function listTasks(pool: Pool, filter: TaskFilter): Promise<TaskSummary[]> {
  const { projectId = null, agentId = null, status = null, open = null, due = null } = filter
  const { ids = null, before = null, ships, limit } = filter
  const { rows } = await pool.query<TaskSummary>(
    `select ${summary} from ${sources}
      where ($1::text is null or t.project_id = $1) and ($2::text is null or t.agent_id = $2)
        and ($3::text is null or t.status = $3) and ($4::boolean is null or (t.ended_at is null) = $4)
        and ($5::text is null or (t.created_at, t.id) < (select b.created_at, b.id from task b where b.id = $5))
        and ($7::text[] is null or t.id = any($7))
        and ($8::text is null or ($8 = 'late' and ${isLateTask}) or ($8 = 'idle' and ${isIdleTask}))
        and (not $9 or ${isToShip}) and ($10::text is null or $10 = ${shipsBy('$11', '$12')})
      order by t.created_at desc, t.id desc limit $6`,
    [
      ...[projectId, agentId, status, open, before, limit, ids, due],
      ...[ships !== undefined, ships?.by ?? null, ships?.ends.week ?? null, ships?.ends.next ?? null],
    ],
  )
  return rows.map(summaryOf)
}

/** Field by field: a row of more than 16 columns comes as a table of names, which costs each of its readers several times as much. */
const summaryOf = (row: TaskSummary): TaskSummary => ({
  id: row.id,
  projectId: row.projectId,
  projectName: row.projectName,
  agentId: row.agentId,
  agentName: row.agentName,
  executorId: row.executorId,
  title: row.title,
  priority: row.priority,
  status: row.status,
  since: row.since,
  waitKind: row.waitKind,
  waitDetail: row.waitDetail,
  waitUntil: row.waitUntil,
  createdAt: row.createdAt,
  endedAt: row.endedAt,
  dueAt: row.dueAt,
  dueEnd: row.dueEnd,
  costNanoUsd: row.costNanoUsd,
  isPractice: row.isPractice,
  starter: row.starter,
})

export async function taskById(pool: Pool, taskId: string): Promise<TaskDetail | null> {
  const { rows } = await pool.query<TaskDetail>(
    `select ${summary}, t.state, t.stream_seq as "streamSeq", p.removed_at is not null as "isProjectRemoved",
            (select count(*)::int from intent i where i.workflow_id = 'task/' || t.id and i.status = 'pending')
              as "pendingIntents"
       from ${sources} where t.id = $1`,
    [taskId],
  )
  return rows[0] ?? null
}

export async function openTaskIds(pool: Pool, projectId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from task where project_id = $1 and ended_at is null order by created_at',
    [projectId],
  )
  return rows.map((row) => row.id)
}
