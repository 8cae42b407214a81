import { retiredRefusal } from '#domain/agent/agent-rules.ts'
import { Refused } from '#domain/errors.ts'
import { taskStreamId, taskWorkflowId } from '#domain/ids.ts'
import { commands, type Intent } from '#domain/intent/intent.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { newTaskRefusal } from '#domain/project/stage-rules.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { appendAs } from './ledger.ts'
import { wake } from './wake.ts'

const subjectOf = (intent: Intent): string | null => {
  if (intent.command === 'decideApproval') return intent.body.proposalId
  return intent.command === 'answerQuestion' ? intent.body.questionId : null
}

/** The number comes under the stream's lock, so it is commit order. Answers whether the intent is new. */
async function insertIntent(tx: Tx, intent: Intent): Promise<boolean> {
  commands[intent.command].parse(intent.body)
  const workflowId = taskWorkflowId(intent.taskId)
  const stream = await tx.query<{ intent_seq: number }>(
    'update stream set intent_seq = intent_seq + 1 where id = $1 returning intent_seq',
    [workflowId],
  )
  if (!stream.rows[0]) throw new Refused('not_found', 'There is no such task.')
  const done = await tx.query(
    `insert into intent (id, workflow_id, intent_seq, command, actor, body, subject_id)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`,
    [
      intent.id,
      workflowId,
      stream.rows[0].intent_seq,
      intent.command,
      intent.actor,
      intent.body,
      subjectOf(intent),
    ],
  )
  if (done.rowCount) return true
  await refuseOtherContent(tx, intent)
  return false
}

async function refuseOtherContent(tx: Tx, intent: Intent): Promise<void> {
  const { rows } = await tx.query<{ taskId: string; command: string; body: unknown }>(
    'select substr(workflow_id, 6) as "taskId", command, body from intent where id = $1',
    [intent.id],
  )
  const { taskId, command, body } = intent
  const isSame = canonicalOf(rows[0]) === canonicalOf({ taskId, command, body })
  if (!isSame)
    throw new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
}

/**
 * Records what was asked of a task; the relay delivers it. The same id with the same content is a no-op.
 * Throws Refused: not_found, key_reused.
 */
export async function recordIntent(
  pool: Pool,
  intent: Exclude<Intent, { command: 'startTask' }>,
): Promise<void> {
  await inTransaction(pool, (tx) => insertIntent(tx, intent))
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

/** Under a lock, so that neither project nor agent goes while they are given a task. */
async function mustTakeTasks(tx: Tx, { projectId, agentId }: TaskRequest['task']): Promise<void> {
  const { rows } = await tx.query<Parameters<typeof newTaskRefusal>[0]>(
    'select name, stage, removed_at is not null as "isRemoved" from project where id = $1 for share',
    [projectId],
  )
  const agents = await tx.query<{ name: string; isRetired: boolean }>(
    'select name, retired_at is not null as "isRetired" from agent where id = $1 for share',
    [agentId],
  )
  const retired = agents.rows[0]?.isRetired ? retiredRefusal(agents.rows[0].name) : null
  const refusal = (rows[0] && newTaskRefusal(rows[0])) ?? retired
  if (refusal) throw new Refused(refusal.code, refusal.message)
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

/** For writers that record more than the task at once; they wake relay and readers after the commit. */
export async function requestTaskWithin(tx: Tx, request: TaskRequest): Promise<string> {
  const streamId = taskStreamId(request.taskId)
  // The same request twice at once: the second one waits, and then knows the first one's task.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [request.intentId])
  const known = await tx.query<{ workflow_id: string; body: unknown }>(
    `select i.workflow_id, e.body from intent i join entry e on e.stream_id = i.workflow_id and e.stream_seq = 1
      where i.id = $1`,
    [request.intentId],
  )
  const fact: FactOf<'task_requested'> = {
    type: 'task_requested',
    at: request.at,
    actor: request.actor,
    body: { ...request.task, intentId: request.intentId },
  }
  if (known.rows[0]) {
    if (canonicalOf(known.rows[0].body) !== canonicalOf(fact.body)) {
      throw new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
    }
    return known.rows[0].workflow_id.slice(5)
  }
  await mustTakeTasks(tx, request.task)
  await tx.query('insert into stream (id, project_id) values ($1, $2)', [streamId, request.task.projectId])
  const intent = { id: request.intentId, taskId: request.taskId, actor: request.actor }
  await insertIntent(tx, { ...intent, command: 'startTask', body: {} })
  await appendAs(tx, 'api', streamId, [fact])
  return request.taskId
}
