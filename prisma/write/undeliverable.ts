import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import type { LeasedIntent } from './delivery.ts'
import { reconcileTask } from './ledger.ts'
import { reconcileRun } from './runbook-runs.ts'
import { wake } from './wake.ts'

const tables = { task: 'task', runbook: 'runbook_run' } as const

/**
 * Says in the story of what was asked that nothing came of an intent, and why. A repeat says it once. A run that has
 * begun meanwhile keeps its stream.
 */
export async function recordUndeliverable(pool: Pool, intent: LeasedIntent, message: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const known = await tx.query(
      `select 1 from ${tables[intent.kind]} where id = $1 and state->'intentIds' ? $2`,
      [intent.workflowId.slice(intent.kind.length + 1), intent.id],
    )
    if (!known.rowCount) await append(tx, intent, message)
  })
  wake(pool, 'ledger')
}

async function append(tx: Tx, { kind, id, workflowId, command, actor }: LeasedIntent, message: string) {
  const by = { at: new Date().toISOString(), actor }
  const body = { intentId: id, command, message }
  if (kind === 'runbook') {
    const fact: Fact = { ...by, type: 'runbook_intent_refused', body }
    return reconcileRun(tx, { streamId: workflowId, facts: [fact], as: 'note' })
  }
  const fact: Fact = { ...by, type: 'intent_undeliverable', body }
  return reconcileTask(tx, { streamId: workflowId, facts: [fact], as: 'note' })
}
