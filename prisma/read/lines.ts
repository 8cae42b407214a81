import { type Place, placesIn, startOrder, type WaitingRun } from '#domain/executor/queue-rules.ts'
import type { Pool } from '../client.ts'
import * as past from './past-places.ts'
import { isoOf, type TaskSummary } from './tasks.ts'

/** What a task in line has before it; names of the next few only. */
export interface TaskLine extends Omit<Place, 'ahead'> {
  ahead: { taskId: string; title: string; projectName: string }[]
}

interface InLine extends WaitingRun {
  /** Who stands in one line waits for one thing. */
  lineId: string
}

const waitsInLine = ({ waitKind }: TaskSummary) => waitKind === 'executor' || waitKind === 'limit'

/** Rows with the places of those that wait for an executor or a free place. */
export async function withLines<T extends TaskSummary>(
  pool: Pool,
  rows: readonly T[],
): Promise<(T & { line: TaskLine | null })[]> {
  const kinds = new Set(rows.filter(waitsInLine).map(({ waitKind }) => waitKind))
  const late = kinds.size > 0 ? await past.lateRuns(pool) : []
  const places = new Map([
    ...(kinds.has('executor') ? await executorPlaces(pool, late) : []),
    ...(kinds.has('limit') ? await heldPlaces(pool, late) : []),
  ])
  const of = ({ id, waitKind }: T) => (waitKind && kinds.has(waitKind) ? places.get(id) : undefined)
  const names = await namesOf(pool, [...new Set(rows.flatMap((row) => of(row)?.ahead ?? []))])
  return rows.map((row) => {
    const place = of(row)
    const ahead = place?.ahead.flatMap((taskId) => names.get(taskId) ?? []) ?? []
    return { ...row, line: place ? { ...place, ahead } : null }
  })
}

export async function withLine<T extends TaskSummary>(
  pool: Pool,
  row: T,
): Promise<T & { line: TaskLine | null }> {
  const [one] = await withLines(pool, [row])
  return one ?? { ...row, line: null }
}

async function executorPlaces(pool: Pool, late: readonly past.LateRun[]): Promise<Map<string, Place>> {
  const { rows } = await pool.query<InLine>(
    `select id as "taskId", project_id as "projectId", priority, executor_id as "lineId", ${isoOf('queued_at')} as "queuedAt"
       from task where queued_at is not null and ended_at is null`,
  )
  const places = past.executorPlaces(late)
  return placesByLine(rows, (line, lineId) =>
    startOrder(
      line,
      places.filter(({ executorId }) => executorId === lineId),
    ),
  )
}

/** They are let go in one order, and stand in line before the limit that holds them. */
async function heldPlaces(pool: Pool, late: readonly past.LateRun[]): Promise<Map<string, Place>> {
  const { rows } = await pool.query<InLine>(
    `select id as "taskId", project_id as "projectId", priority,
            coalesce(state->>'dueSince', state->'hold'->>'since') as "queuedAt",
            state->'hold'->>'scope' || '/' || case state->'hold'->>'scope'
              when 'project' then project_id when 'agent' then agent_id when 'executor' then executor_id
              else '' end as "lineId"
       from task where hold_kind is not null and ended_at is null and status <> 'frozen'`,
  )
  const order = startOrder(rows, past.heldPlaces(late))
  return placesByLine(
    order.filter(({ lineId }) => lineId !== null),
    (line) => line,
  )
}

function placesByLine(
  runs: readonly InLine[],
  inOrder: (line: InLine[], lineId: string) => InLine[],
): Map<string, Place> {
  const lineIds = [...new Set(runs.map(({ lineId }) => lineId))]
  const lineOf = (lineId: string) => runs.filter((run) => run.lineId === lineId)
  return new Map(lineIds.flatMap((lineId) => [...placesIn(inOrder(lineOf(lineId), lineId))]))
}

async function namesOf(pool: Pool, taskIds: string[]): Promise<Map<string, TaskLine['ahead'][number]>> {
  if (taskIds.length === 0) return new Map()
  const { rows } = await pool.query<TaskLine['ahead'][number]>(
    `select t.id as "taskId", t.title, p.name as "projectName" from task t join project p on p.id = t.project_id
      where t.id = any($1)`,
    [taskIds],
  )
  return new Map(rows.map((row) => [row.taskId, row]))
}
