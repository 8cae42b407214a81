import type { Batch } from '#domain/ledger/batch.ts'
import { cleaned } from '#domain/ledger/clean-text.ts'
import type { Fork } from '#domain/ledger/fork.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { entriesOfBatch, lockStream } from './entry-rows.ts'
import { reconciled } from './reconciler.ts'
import { wake } from './wake.ts'

/** What a run of a workflow wanted to append, and may not. */
export interface RefusedBatch {
  runId: string
  batch: Batch
}

/** Takes the stream from whoever forked it, and says so with both contents; an operator settles it. A repeat says it once. */
export async function freeze(pool: Pool, refused: RefusedBatch, message: string): Promise<void> {
  const { streamId } = refused.batch
  const stream = reconciled(streamId)
  await inTransaction(pool, async (tx) => {
    await lockStream(tx, streamId)
    const { rowCount } = await tx.query(`select from ${stream.table} where id = $1 and status = 'frozen'`, [
      stream.id,
    ])
    if (rowCount) return
    const body = { code: 'ledger_fork', message: cleaned(message), fork: await forkOf(tx, refused) }
    const by = { at: new Date().toISOString(), actor: 'system:reconciler' }
    await stream.say(tx, 'frozen', { ...by, body }, 'fence')
  })
  wake(pool, 'ledger')
}

async function forkOf(tx: Tx, { runId, batch }: RefusedBatch): Promise<Fork> {
  const stored = await entriesOfBatch(tx, batch.streamId, runId, batch.firstSeq)
  const held = stored.filter(({ runSeq }) => runSeq !== 0)
  return {
    ...{ runId, firstSeq: batch.firstSeq },
    held: held.map(({ streamSeq, fact }) => ({ streamSeq, fact: fact as never })),
    wanted: cleaned(batch.facts) as never[],
  }
}
