import { inTransaction, type Pool, type Tx } from '../client.ts'
import type { LeasedIntent } from './delivery.ts'
import { lockStream } from './entry-rows.ts'
import { reconciled } from './reconciler.ts'
import { wake } from './wake.ts'

/**
 * Says in the story of what was asked that nothing came of an intent, and why; of a start also that it is over with that.
 * A repeat says it once. A run that has begun meanwhile keeps its stream. Answers whether nothing came of it: not of an
 * intent that its workflow took up before.
 */
export async function recordUndeliverable(
  pool: Pool,
  intent: LeasedIntent,
  message: string,
): Promise<boolean> {
  const isUndelivered = await inTransaction(pool, async (tx) => {
    const { epoch } = await lockStream(tx, intent.workflowId)
    if (await isTold(tx, intent)) return true
    const isStart = starts.has(intent.command)
    if (isStart ? epoch > 0 : await isTakenUp(tx, intent)) return false
    await tell(tx, intent, message)
    if (isStart) await end(tx, intent, `It was not started. ${message}`)
    return true
  })
  wake(pool, 'ledger')
  return isUndelivered
}

/** The request itself names these before any workflow is there. Of them a stream tells by having had an owner. */
const starts: ReadonlySet<string> = new Set(['startTask', 'startRunbook'])

const at = () => new Date().toISOString()

const tell = (tx: Tx, { id: intentId, workflowId, command, actor }: LeasedIntent, message: string) =>
  reconciled(workflowId).say(
    tx,
    'undelivered',
    { at: at(), actor, body: { intentId, command, message } },
    'note',
  )

/** Open, it would wait for a workflow that nobody starts. */
const end = (tx: Tx, { workflowId }: LeasedIntent, reason: string) =>
  reconciled(workflowId).say(tx, 'cancelled', { at: at(), actor: 'system:control', body: { reason } }, 'note')

async function isTold(tx: Tx, { id, workflowId }: LeasedIntent): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select from entry where stream_id = $1 and type = $2 and body->>'intentId' = $3`,
    [workflowId, reconciled(workflowId).typeOf('undelivered'), id],
  )
  return rowCount !== 0
}

/** What is folded from a stream knows an intent that its workflow took up. */
async function isTakenUp(tx: Tx, { id, workflowId }: LeasedIntent): Promise<boolean> {
  const stream = reconciled(workflowId)
  const { rowCount } = await tx.query(
    `select from ${stream.table} where id = $1 and state->'intentIds' ? $2`,
    [stream.id, id],
  )
  return rowCount !== 0
}
