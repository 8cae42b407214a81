import { applyArtifactEntry } from '#domain/artifact/artifact-state.ts'
import { artifactStreamId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import type { Pool } from '../../client.ts'
import { inTransaction } from '../../client.ts'
import { wake } from '../wake.ts'
import { recordAllWithin } from './setting.ts'

type BytesFact = FactOf<'artifact_bytes_kept' | 'artifact_bytes_refused'>

/** What became of an artifact's bytes, once and for all: whatever is said later of the same artifact changes nothing. */
export async function settleBytes(pool: Pool, projectId: string, fact: BytesFact): Promise<void> {
  const { taskId, itemId } = fact.body
  const place = { streamId: artifactStreamId(taskId, itemId), projectId, writer: 'api' } as const
  await inTransaction(pool, (tx) =>
    recordAllWithin(tx, place, async () => {
      const { hash, size, media, refusal, at } = applyArtifactEntry(null, fact)
      const { rowCount } = await tx.query(
        `insert into artifact_bytes (id, task_id, item_id, hash, size, media_kind, media_type, refusal, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
        [
          ...[`${taskId}/${itemId}`, taskId, itemId, hash, size],
          ...[media?.kind ?? null, media?.type ?? null, refusal, at],
        ],
      )
      if (!rowCount) return []
      if (refusal === null)
        await tx.query(
          `insert into stored_blob (sha256, size, seen_at, read_at) values ($1, $2, $3, $3)
           on conflict (sha256) do update set problem = null, seen_at = $3, read_at = $3`,
          [hash, size, at],
        )
      return [fact]
    }),
  )
  wake(pool, 'ledger')
}
