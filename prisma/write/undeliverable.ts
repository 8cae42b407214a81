import { inTransaction, type Pool } from '../client.ts'
import type { LeasedIntent } from './delivery.ts'
import { reconciled } from './reconciler.ts'
import { wake } from './wake.ts'

/**
 * Says in the story of what was asked that nothing came of an intent, and why. A repeat says it once. A run that has
 * begun meanwhile keeps its stream.
 */
export async function recordUndeliverable(pool: Pool, intent: LeasedIntent, message: string): Promise<void> {
  const { id: intentId, workflowId, command, actor } = intent
  const stream = reconciled(workflowId)
  await inTransaction(pool, async (tx) => {
    const known = await tx.query(`select 1 from ${stream.table} where id = $1 and state->'intentIds' ? $2`, [
      stream.id,
      intentId,
    ])
    if (known.rowCount) return
    const by = { at: new Date().toISOString(), actor }
    await stream.say(tx, 'undelivered', { ...by, body: { intentId, command, message } }, 'note')
  })
  wake(pool, 'ledger')
}
