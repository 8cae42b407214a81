import { inTransaction, type Pool } from '../client.ts'
import type { LeasedIntent } from './delivery.ts'
import { appendAs } from './ledger.ts'
import { wake } from './wake.ts'

/** Says in the task's story that nothing came of an intent, and why. A repeat says it once. */
export async function recordUndeliverable(pool: Pool, intent: LeasedIntent, message: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const known = await tx.query(`select 1 from task where id = substr($1, 6) and state->'intentIds' ? $2`, [
      intent.workflowId,
      intent.id,
    ])
    if (known.rowCount) return
    const body = { intentId: intent.id, command: intent.command, message }
    const fact = {
      type: 'intent_undeliverable',
      at: new Date().toISOString(),
      actor: intent.actor,
      body,
    } as const
    await appendAs(tx, 'reconciler', intent.workflowId, [fact])
  })
  wake(pool, 'ledger')
}
