import { runIdOfStream } from '#domain/ids.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { type RunCommand, type RunIntent, runCommands } from '#domain/runbook/run-intent.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Pool, Tx } from '../client.ts'
import { intentRowsOf, missedIntentsIn } from './intent-rows.ts'

export interface RecordedRunIntent {
  intent: RunIntent
  role: Role | null
}

/** Intents of a run by id, in their order. */
export async function runIntentsOf(
  tx: Tx,
  streamId: string,
  ids: readonly string[],
): Promise<RecordedRunIntent[]> {
  const runId = runIdOfStream(streamId) ?? ''
  return (await intentRowsOf(tx, streamId, ids)).map(({ id, command, actor, body, role }) => ({
    intent: { id, runId, command, actor, body: runCommands[command as RunCommand].parse(body) } as RunIntent,
    role,
  }))
}

/** Intents that the run's state knows nothing of. */
export const missedRunIntents = (pool: Pool, streamId: string) =>
  missedIntentsIn(pool, 'runbook_run', { streamId, id: runIdOfStream(streamId) ?? '' }) as Promise<
    { id: string; command: RunCommand }[]
  >

export interface StepAgent {
  id: string
  name: string
  role: string
  executorId: string | null
}

export async function agentsOfProject(tx: Tx, projectId: string): Promise<StepAgent[]> {
  const { rows } = await tx.query<StepAgent>(
    `select id, name, role, executor_id as "executorId" from agent
      where project_id = $1 and retired_at is null order by created_at, id`,
    [projectId],
  )
  return rows
}

/** Read without a lock: who records a task's end holds its stream and asks for the run's. */
export async function stepTaskState(tx: Tx, taskId: string): Promise<TaskState | null> {
  const { rows } = await tx.query<{ state: TaskState }>('select state from task where id = $1', [taskId])
  return rows[0]?.state ?? null
}
