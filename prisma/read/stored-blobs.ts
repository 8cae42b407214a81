import type { ArtifactApart } from '#domain/drift/record-diff-rules.ts'
import type { Pool } from '../client.ts'

export interface StoredBlob {
  sha256: string
  size: number
  /** It was not read whole in a week, or was not as it should be. */
  isDue: boolean
}

/** What to look at now: what was wrong, then what was looked at longest ago. */
export async function blobsToLookAt(pool: Pool, atMost: number): Promise<StoredBlob[]> {
  const { rows } = await pool.query<StoredBlob>(
    `select sha256, size::float8 as size,
            problem is not null or read_at is null or read_at < now() - interval '7 days' as "isDue"
       from stored_blob order by problem is null, seen_at nulls first limit $1`,
    [atMost],
  )
  return rows
}

/** Artifacts whose bytes are not as they should be, one for each of the bytes. */
export async function artifactsApart(pool: Pool, atMost: number): Promise<ArtifactApart[]> {
  const { rows } = await pool.query<ArtifactApart>(
    `select distinct on (b.sha256) b.sha256 as hash, b.problem as difference, t.project_id as "projectId", p.name as where,
            e.body->>'title' || ' of ' || t.title as name
       from stored_blob b join artifact_bytes a on a.hash = b.sha256 and a.refusal is null
       join task t on t.id = a.task_id join project p on p.id = t.project_id
       join entry e on e.stream_id = 'artifact/' || a.id
      where b.problem is not null order by b.sha256, a.at desc limit $1`,
    [atMost],
  )
  return rows
}
