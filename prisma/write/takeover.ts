import type { Batch } from '#domain/ledger/batch.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { rewoundState } from '#domain/ledger/rewind.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Tx } from '../client.ts'
import { entriesOfStream } from './entry-rows.ts'

/** The entry of a run that starts again before where the stream ends: what it does not know, and where it goes on. */
export async function rewindOf(tx: Tx, batch: Batch, lastSeq: number, current: TaskState): Promise<Fact> {
  const rows = await entriesOfStream(tx, batch.streamId)
  const { state, unknown } = rewoundState(rows, batch.after, lastSeq, current)
  return {
    type: 'rewound',
    at: batch.facts[0]?.at ?? new Date().toISOString(),
    actor: 'system:control',
    body: { after: batch.after, unknown, state: state as never },
  }
}
