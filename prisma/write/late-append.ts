import { cleaned } from '#domain/ledger/clean-text.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { lockStream } from './entry-rows.ts'
import type { RefusedBatch } from './freeze.ts'
import { reconciled } from './reconciler.ts'
import { wake } from './wake.ts'

/**
 * Says in the stream itself what a run that does not own it any more wanted to write, once for each run and batch.
 * The run that owns it keeps it.
 */
export async function recordLateAppend(pool: Pool, refused: RefusedBatch, message: string): Promise<void> {
  await inTransaction(pool, (tx) => note(tx, refused, message))
  wake(pool, 'ledger')
}

async function note(tx: Tx, { runId, batch }: RefusedBatch, message: string): Promise<void> {
  const { streamId, firstSeq, facts } = batch
  await lockStream(tx, streamId)
  const stream = reconciled(streamId)
  const known = await tx.query(
    `select from entry where stream_id = $1 and run_id = 'reconciler' and type = $2
        and body->>'runId' = $3 and (body->>'firstSeq')::int = $4`,
    [streamId, stream.typeOf('lateAppend'), runId, firstSeq],
  )
  if (known.rowCount) return
  const body = { runId, firstSeq, message, wanted: cleaned(facts) as never[] }
  const by = { at: new Date().toISOString(), actor: 'system:reconciler' }
  await stream.say(tx, 'lateAppend', { ...by, body }, 'note')
}
