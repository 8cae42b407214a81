import type { PastPlace } from '#domain/executor/queue-rules.ts'
import type { RunState } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'

/** So many of the last runs tell whose turn it is. */
const most = 300

type RunOfTask = Pick<
  RunState,
  'queuedAt' | 'dueAt' | 'acceptedAt' | 'startedAt' | 'endedAt' | 'gateway' | 'priority' | 'movedAt' | 'left'
>

export interface LateRun {
  taskId: string
  projectId: string
  executorId: string
  hasEnded: boolean
  run: RunOfTask
}

/** The runs that were queued last. */
export async function lateRuns(pool: Pool): Promise<LateRun[]> {
  const { rows } = await pool.query<LateRun>({
    name: 'late-runs',
    text: `select t.id as "taskId", t.project_id as "projectId", t.executor_id as "executorId",
                  t.ended_at is not null as "hasEnded", r as run
             from (select stream_id, body->>'stepId' as step_id from entry where type = 'run_queued'
                    order by at desc limit ${most}) as e
             join task t on t.id = substr(e.stream_id, 6)
            cross join lateral jsonb_array_elements(t.state->'runs') as r
            where r->>'stepId' = e.step_id`,
  })
  return rows
}

export interface ExecutorPlace extends PastPlace {
  executorId: string
}

/** In the lines of executors: of runs that were taken, that were cancelled, and that moved. */
export function executorPlaces(late: readonly LateRun[]): ExecutorPlace[] {
  return late.flatMap(({ run, hasEnded, ...of }) => {
    const { acceptedAt, startedAt, endedAt, gateway, priority = 'normal', movedAt, queuedAt, left = [] } = run
    // One that was over before its acceptance came through says so by its end.
    const tookAt = acceptedAt ?? (gateway ? startedAt : null)
    const isWaiting = acceptedAt === null && endedAt === null && !hasEnded
    return [
      ...left.map((place) => ({ ...of, ...place, startedAt: null })),
      ...(isWaiting ? [] : [{ ...of, priority, queuedAt: movedAt ?? queuedAt, startedAt: tookAt }]),
    ]
  })
}

/** In the lines before limits: of runs that were let through to their executor. */
export function heldPlaces(late: readonly LateRun[]): PastPlace[] {
  return late.map(({ run, taskId, projectId }) => ({
    ...{ taskId, projectId, priority: run.priority ?? 'normal' },
    ...{ queuedAt: run.dueAt ?? run.queuedAt, startedAt: run.queuedAt },
  }))
}
