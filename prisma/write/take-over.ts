import { type Batch, StaleRun } from '#domain/ledger/batch.ts'
import type { RewoundFact } from '#domain/ledger/rewind.ts'
import type { Tx } from '../client.ts'
import { entriesOfStream, type StreamRow } from './entry-rows.ts'
import type { IsCurrentRun, WorkflowStream } from './workflow-stream.ts'

interface TakeOver<S> {
  runId: string
  batch: Batch
  stream: StreamRow
  isCurrentRun: IsCurrentRun
  state: S
}

/** Asked under the stream's lock, so that no later run can have taken over in between. */
export async function takeOver<S>(
  kind: WorkflowStream<S>,
  tx: Tx,
  { runId, batch, stream, isCurrentRun, state }: TakeOver<S>,
): Promise<RewoundFact | null> {
  const past = await tx.query('select 1 from entry where stream_id = $1 and run_id = $2 limit 1', [
    batch.streamId,
    runId,
  ])
  if (past.rowCount || !(await isCurrentRun(batch.streamId, runId))) {
    throw new StaleRun(`${batch.streamId}: ${runId} is not the current run`)
  }
  // A reset run comes with the account that was refused, or with none: neither is an operator's word.
  if (kind.isFrozen(state) && batch.after < (await frozenSeq(tx, batch.streamId))) {
    throw new StaleRun(
      `${batch.streamId}: it was frozen after what ${runId} knows, and an operator settles it`,
    )
  }
  if (stream.lastSeq === batch.after) return null
  const at = batch.facts[0]?.at ?? new Date().toISOString()
  const entries = await entriesOfStream(tx, batch.streamId)
  return kind.rewound(entries, { after: batch.after, lastSeq: stream.lastSeq, at }, state)
}

/** The number of the entry that froze it last. */
async function frozenSeq(tx: Tx, streamId: string): Promise<number> {
  const { rows } = await tx.query<{ last: number }>(
    `select coalesce(max(stream_seq), 0)::int as last from entry
      where stream_id = $1 and type in ('task_frozen', 'runbook_run_frozen')`,
    [streamId],
  )
  return rows[0]?.last ?? 0
}
