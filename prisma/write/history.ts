import { taskStreamId } from '#domain/ids.ts'
import type { Intent } from '#domain/intent/intent.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import type { Pool, Tx } from '../client.ts'
import { recordIntent, requestTask } from './intents.ts'
import { append } from './ledger.ts'
import { claim } from './task-sources.ts'

/** What happened to a task before this installation existed: of a sample, or of a benchmark. */
export interface TaskHistory {
  taskId: string
  /** From `task_requested` on, in order, at the times when they were. */
  facts: [FactOf<'task_requested'>, ...Fact[]]
  /** What operators asked of it, in order. */
  intents: Exclude<Intent, { command: 'startTask' }>[]
  /** Its workflow goes on from where the story ends, once there is a relay. */
  isOpen: boolean
}

/** Writes a task's history through the doors of real work. Nobody else writes this database meanwhile. */
export async function writeTaskHistory(pool: Pool, history: TaskHistory): Promise<void> {
  const [requested, ...facts] = history.facts
  const { intentId, ...task } = requested.body
  const { taskId, intents } = history
  await requestTask(pool, { taskId, intentId, actor: requested.actor, at: requested.at, task })
  for (const intent of intents) await recordIntent(pool, intent)
  if (facts.length > 0) {
    await append(pool, {
      runId: crypto.randomUUID(),
      batch: { streamId: taskStreamId(taskId), firstSeq: 1, after: 1, facts },
      isCurrentRun: async () => true,
      compute: (tx) => claimed(tx, taskId, facts),
    })
  }
  const settled = intents.map(({ id }) => id)
  if (!history.isOpen) settled.push(intentId)
  await pool.query(`update intent set status = 'delivered' where id = any($1)`, [settled])
}

/** The claims behind the grants that the story tells of. */
async function claimed(tx: Tx, taskId: string, facts: Fact[]): Promise<Fact[]> {
  const decisions = new Map(
    facts.flatMap((fact) =>
      fact.type === 'approval_decided' ? [[fact.body.proposalId, fact.body.intentId] as const] : [],
    ),
  )
  for (const fact of facts) {
    if (fact.type !== 'effect_claimed') continue
    const { proposalId, effectKey, grantId } = fact.body
    const intentId = decisions.get(proposalId)
    if (!intentId) throw new Error(`nobody decided ${proposalId}`)
    await claim(tx, { effectKey, grantId, intentId, streamId: taskStreamId(taskId), runId: 'history' })
  }
  return []
}
