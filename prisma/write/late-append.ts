import { cleaned } from '#domain/ledger/clean-text.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import type { Outside } from './append.ts'
import { lockStream } from './entry-rows.ts'
import type { RefusedBatch } from './freeze.ts'
import { reconcileTask } from './ledger.ts'
import { reconcileRun } from './runbook-runs.ts'
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
  const isRun = streamId.startsWith('runbook/')
  const type = isRun ? 'runbook_run_late_append_refused' : 'late_append_refused'
  const known = await tx.query(
    `select from entry where stream_id = $1 and run_id = 'reconciler' and type = $2
        and body->>'runId' = $3 and (body->>'firstSeq')::int = $4`,
    [streamId, type, runId, firstSeq],
  )
  if (known.rowCount) return
  const body = { runId, firstSeq, message, wanted: cleaned(facts) as never[] }
  const fact: Fact = { type, at: new Date().toISOString(), actor: 'system:reconciler', body }
  const outside: Outside = { streamId, facts: [fact], as: 'note' }
  await (isRun ? reconcileRun(tx, outside) : reconcileTask(tx, outside))
}
