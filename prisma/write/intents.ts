import { retiredRefusal } from '#domain/agent/agent-rules.ts'
import { Refused } from '#domain/errors.ts'
import { taskIdOfStream, taskStreamId, taskWorkflowId } from '#domain/ids.ts'
import { commands, type Intent, onceOnlyIdOf } from '#domain/intent/intent.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { newRunRefusal, newTaskRefusal } from '#domain/project/stage-rules.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { begunOnce, insertIntentRow } from './intent-rows.ts'
import { beginTask } from './ledger.ts'
import { wake } from './wake.ts'

/** For writers that record more than it at once; they wake the relay after the commit. */
export function recordIntentWithin(tx: Tx, intent: Intent, at?: string): Promise<boolean> {
  commands[intent.command].parse(intent.body)
  const { taskId, ...row } = intent
  const subjectId = onceOnlyIdOf(intent)
  return insertIntentRow(
    tx,
    { ...row, workflowId: taskWorkflowId(taskId), subjectId, at },
    'There is no such task.',
  )
}

/**
 * Records what was asked of a task; the relay delivers it. The same id with the same content is a no-op.
 * Throws Refused: not_found, key_reused.
 */
export async function recordIntent(
  pool: Pool,
  intent: Exclude<Intent, { command: 'startTask' }>,
): Promise<void> {
  await inTransaction(pool, (tx) => recordIntentWithin(tx, intent))
  wake(pool, 'intents')
}

/** Proposals are decided in order of their intents: names who decided first, null while nobody has. */
export async function firstDecision(
  pool: Pool,
  proposalId: string,
): Promise<{ intentId: string; actor: string } | null> {
  const { rows } = await pool.query<{ intentId: string; actor: string }>(
    `select i.id as "intentId", i.actor from intent i
      where i.subject_id = $1 and i.command = 'decideApproval' and i.status <> 'undeliverable'
        and not exists (select from entry e where e.stream_id = i.workflow_id and e.type in ('decision_refused', 'approval_given')
                                              and e.body->>'intentId' = i.id)
      order by i.intent_seq limit 1`,
    [proposalId],
  )
  return rows[0] ?? null
}

export interface TaskRequest {
  taskId: string
  intentId: string
  actor: string
  /** ISO, milliseconds. */
  at: string
  task: Omit<FactOf<'task_requested'>['body'], 'intentId'>
}

/** Why no runbook is started in a project. Under a lock, so that it is not removed or paused while one is. */
export async function takesNoRun(tx: Tx, projectId: string): Promise<Refused | null> {
  const { rows } = await tx.query<Parameters<typeof newRunRefusal>[0]>(
    'select name, stage, removed_at is not null as "isRemoved" from project where id = $1 for share',
    [projectId],
  )
  return refusedBy(rows[0] && newRunRefusal(rows[0]))
}

const refusedBy = (refusal: ReturnType<typeof newTaskRefusal> | undefined): Refused | null =>
  refusal ? new Refused(refusal.code, refusal.message) : null

/** Why this task can't be given. Under a lock on both, so that neither is taken away while it is. */
async function takesNoTask(tx: Tx, { projectId, agentId }: TaskRequest['task']): Promise<Refused | null> {
  const { rows } = await tx.query<
    Parameters<typeof newTaskRefusal>[0] & { agentName: string; isRetired: boolean }
  >({
    name: 'takes-no-task',
    text: `select p.name, p.stage, p.removed_at is not null as "isRemoved", a.name as "agentName",
                  a.retired_at is not null as "isRetired"
             from project p join agent a on a.id = $2 where p.id = $1 for share`,
    values: [projectId, agentId],
  })
  const row = rows[0]
  return refusedBy(row && (newTaskRefusal(row) ?? (row.isRetired ? retiredRefusal(row.agentName) : null)))
}

/**
 * One transaction: the stream, the intent to start, and `task_requested` as the stream's first entry.
 * A repeat with the same intent id answers the task that the first one made.
 */
export async function requestTask(pool: Pool, request: TaskRequest): Promise<{ taskId: string }> {
  const taskId = await inTransaction(pool, (tx) => requestTaskWithin(tx, request))
  wake(pool, 'intents')
  wake(pool, 'ledger')
  return { taskId }
}

/**
 * For writers that record more than the task at once; they wake relay and readers after the commit.
 * Throws Refused before it has written anything.
 */
export async function requestTaskWithin(tx: Tx, request: TaskRequest): Promise<string> {
  const streamId = taskStreamId(request.taskId)
  const fact: FactOf<'task_requested'> = {
    type: 'task_requested',
    at: request.at,
    actor: request.actor,
    body: { ...request.task, intentId: request.intentId },
  }
  const intent = { id: request.intentId, command: 'startTask', actor: request.actor, at: request.at } as const
  const { projectId } = request.task
  const begun = await begunOnce(tx, {
    ...{ streamId, intentId: request.intentId, firstBody: fact.body },
    refused: await takesNoTask(tx, request.task),
    begin: () => beginTask(tx, { streamId, projectId, intent, facts: [fact] }),
  })
  return taskIdOfStream(begun) ?? request.taskId
}
