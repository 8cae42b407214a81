import { inTransaction, type Pool, type Tx } from '../client.ts'
import type { LeasedIntent } from './delivery.ts'
import { reconciled } from './reconciler.ts'
import { wake } from './wake.ts'

/**
 * Says in the story of what was asked that nothing came of an intent, and why. A repeat says it once. A run that has
 * begun meanwhile keeps its stream. Answers whether nothing came of it: not of an intent that its workflow took up before.
 */
export async function recordUndeliverable(
  pool: Pool,
  intent: LeasedIntent,
  message: string,
): Promise<boolean> {
  const { id: intentId, command, actor } = intent
  const isUndelivered = await inTransaction(pool, async (tx) => {
    const known = await knownOf(tx, intent)
    if (known) return known.isUndelivered || starts.has(command)
    const by = { at: new Date().toISOString(), actor }
    const stream = reconciled(intent.workflowId)
    await stream.say(tx, 'undelivered', { ...by, body: { intentId, command, message } }, 'note')
    return true
  })
  wake(pool, 'ledger')
  return isUndelivered
}

/** The request itself names these before any workflow is there, so what is folded from it says nothing of them. */
const starts: ReadonlySet<string> = new Set(['startTask', 'startRunbook'])

/** What is folded from a stream knows an intent that its workflow took up, and one that was said to be undeliverable. */
async function knownOf(tx: Tx, { id, workflowId }: LeasedIntent): Promise<{ isUndelivered: boolean } | null> {
  const stream = reconciled(workflowId)
  const { rows } = await tx.query<{ isUndelivered: boolean }>(
    `select exists (select from entry where stream_id = $3 and type = $4 and body->>'intentId' = $2) as "isUndelivered"
       from ${stream.table} where id = $1 and state->'intentIds' ? $2`,
    [stream.id, id, workflowId, stream.typeOf('undelivered')],
  )
  return rows[0] ?? null
}
