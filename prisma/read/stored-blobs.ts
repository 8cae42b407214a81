import { losses } from '#domain/artifact/artifact.ts'
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

/** Artifacts that one of the bytes was recorded as, and what became of those. */
const keptApart = `
  select b.sha256 as hash, b.problem as difference, a.task_id, e.body->>'title' as title, a.at
    from stored_blob b join artifact_bytes a on a.hash = b.sha256 and a.refusal is null
    join entry e on e.stream_id = 'artifact/' || a.id
   where b.problem is not null`

const isNowhereHere = `not exists (select from stored_blob b where b.sha256 = e.body->>'hash')`

/** What was only on an executor when that was retired. */
const leftOnRetired = `
  select e.body->>'hash' as hash, 'lost' as difference, t.id as task_id, e.body->>'title' as title, e.at
    from executor x join task t on t.executor_id = x.id
    join entry e on e.stream_id = 'task/' || t.id and e.type = 'artifact_recorded'
   where x.retired_at is not null and e.body->>'hash' is not null
     and not exists (select from artifact_bytes a where a.id = t.id || '/' || (e.body->>'itemId'))
     and ${isNowhereHere}`

/** What an executor was to bring, and its worker says that it does not have it. */
const lackedOnExecutor = `
  select e.body->>'hash' as hash, 'lost' as difference, t.id as task_id, e.body->>'title' as title, e.at
    from executor_link l cross join unnest(l.lacked_artifacts) lacked(id)
    join task t on t.id = split_part(lacked.id, '/', 1)
    join entry e on e.stream_id = 'task/' || t.id and e.type = 'artifact_recorded'
         and e.body->>'itemId' = split_part(lacked.id, '/', 2)
   where not exists (select from artifact_bytes a where a.id = lacked.id) and ${isNowhereHere}`

/** Of what an executor said that it can't bring it, and not because a limit was set for it. */
const lostBefore = `
  select a.hash, 'lost' as difference, a.task_id, e.body->>'title' as title, a.at
    from artifact_bytes a join entry e on e.stream_id = 'artifact/' || a.id
   where a.refusal is not null and e.body->>'notKept' in (${losses.map((why) => `'${why}'`)}) and ${isNowhereHere}`

const neverBrought = `${leftOnRetired} union all ${lackedOnExecutor} union all ${lostBefore}`

/** Artifacts whose bytes are not as they should be, one for each of the bytes. */
const apartOf = (artifacts: string) => `
  select distinct on (a.hash) a.hash, a.difference, t.project_id as "projectId", p.name as where,
         a.title || ' of ' || t.title as name
    from (${artifacts}) a
    join task t on t.id = a.task_id join project p on p.id = t.project_id`
const newestFirst = 'order by a.hash, a.at desc'

/** Of the bytes that are known not to be as they should be those that still are not. */
export async function artifactsStillApart(pool: Pool, known: readonly string[]): Promise<ArtifactApart[]> {
  const { rows } = await pool.query<ArtifactApart>(
    `${apartOf(`${keptApart} union all ${neverBrought}`)} where a.hash = any($1) ${newestFirst}`,
    [known],
  )
  return rows
}

/** Others that were kept and are gone or changed, or that never came to the store. */
export async function artifactsApart(
  pool: Pool,
  of: 'kept' | 'lost',
  { known, atMost }: { known: readonly string[]; atMost: number },
): Promise<ArtifactApart[]> {
  const { rows } = await pool.query<ArtifactApart>(
    `${apartOf(of === 'kept' ? keptApart : neverBrought)} where a.hash <> all($1) ${newestFirst} limit $2`,
    [known, Math.max(0, atMost)],
  )
  return rows
}
