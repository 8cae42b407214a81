import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { insertEntries, lockStream, rowOf } from '../entry-rows.ts'
import { wake } from '../wake.ts'

export interface Setting {
  streamId: string
  projectId: string | null
  /** `api`, or the part of the product that writes this stream. */
  writer: 'api' | 'reconciler' | 'start'
  fact: Fact
}

/** Entry and row in one transaction: `apply` writes the row that the fold of the stream describes. */
export async function record(
  pool: Pool,
  setting: Setting,
  apply: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  await inTransaction(pool, (tx) => recordWithin(tx, setting, apply))
  wake(pool, 'ledger')
}

/** For writers that record more than one thing at once; they wake the ledger's readers after the commit. */
export async function recordWithin(
  tx: Tx,
  { fact, ...place }: Setting,
  apply: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  await recordAllWithin(tx, place, async () => {
    await apply(tx)
    return [fact]
  })
}

/** Several entries of one stream at once: `apply` writes their rows behind the stream's lock and says what to record. */
export async function recordAllWithin(
  tx: Tx,
  { streamId, projectId, writer }: Omit<Setting, 'fact'>,
  apply: (tx: Tx) => Promise<readonly Fact[]>,
): Promise<void> {
  await tx.query('insert into stream (id, project_id) values ($1, $2) on conflict do nothing', [
    streamId,
    projectId,
  ])
  const stream = await lockStream(tx, streamId)
  const first = stream.lastSeq + 1
  const slot = { streamId, projectId, runId: writer, batch: first }
  const facts = await apply(tx)
  if (facts.length === 0) return
  const rows = facts.map((fact, i) => rowOf(slot, first + i, first + i, fact))
  await tx.query(`with ${insertEntries} update stream set last_seq = $6 where id = $1`, [
    streamId,
    projectId,
    writer,
    first,
    JSON.stringify(rows),
    stream.lastSeq + facts.length,
  ])
}
