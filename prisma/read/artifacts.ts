import type { MediaKind } from '#domain/artifact/artifact.ts'
import type { ArtifactLimits } from '#domain/artifact/limit-rules.ts'
import { versionsOf } from '#domain/artifact/version-rules.ts'
import { effectivePolicy } from '#domain/policy/effective-rules.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import type { ArtifactState } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { beganWith } from './policies.ts'
import { documentsOf } from './run-terms.ts'

/** An artifact as its task has it, and what became of its bytes. */
export interface Artifact extends ArtifactState {
  taskId: string
  /** Which recording of its title it is. */
  version: number
  bytes: KeptBytes | null
  /** Nobody has them to bring: its executor is retired, or does not have them any more. */
  isLost: boolean
}

export interface KeptBytes {
  hash: string | null
  size: number | null
  mediaKind: MediaKind | null
  mediaType: string | null
  /** Why they are not here; null where they are. */
  refusal: string | null
  /** What the last look at the store found. */
  problem: 'missing' | 'changed' | null
}

export interface TaskArtifacts {
  projectId: string
  agentId: string
  executorId: string
  items: Artifact[]
}

interface Stored {
  artifacts: ArtifactState[]
  isExecutorRetired: boolean
  lacked: string[]
}

/** In the order in which they were recorded. Null where there is no such task. */
export async function artifactsOf(pool: Pool, taskId: string): Promise<TaskArtifacts | null> {
  const { rows } = await pool.query<Omit<TaskArtifacts, 'items'> & Stored>(
    `select t.project_id as "projectId", t.agent_id as "agentId", t.executor_id as "executorId",
            x.retired_at is not null as "isExecutorRetired", t.state->'artifacts' as artifacts,
            array(select lacked.id from executor_link l cross join unnest(l.lacked_artifacts) lacked(id)
                   where starts_with(lacked.id, t.id || '/')) as lacked
       from task t left join executor x on x.id = t.executor_id where t.id = $1`,
    [taskId],
  )
  const [task] = rows
  if (!task) return null
  const { artifacts, isExecutorRetired, lacked, ...of } = task
  const kept = await bytesOfTask(pool, taskId)
  const versions = versionsOf(artifacts)
  const items = artifacts.map((artifact, i) => ({
    ...{ ...artifact, taskId, version: versions[i] ?? 1 },
    bytes: kept.get(artifact.itemId) ?? null,
    isLost: isExecutorRetired || lacked.includes(`${taskId}/${artifact.itemId}`),
  }))
  return { ...of, items }
}

async function bytesOfTask(pool: Pool, taskId: string): Promise<Map<string, KeptBytes>> {
  const { rows } = await pool.query<KeptBytes & { itemId: string }>(
    `select a.item_id as "itemId", a.hash, a.size::float8 as size, a.media_kind as "mediaKind",
            a.media_type as "mediaType", a.refusal, b.problem
       from artifact_bytes a left join stored_blob b on b.sha256 = a.hash and a.refusal is null where a.task_id = $1`,
    [taskId],
  )
  return new Map(rows.map(({ itemId, ...kept }) => [itemId, kept]))
}

/** Whether the same bytes are here already as those of another artifact of the project. */
export async function isHereInProject(pool: Pool, projectId: string, hash: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select 1 from artifact_bytes a join task t on t.id = a.task_id join stored_blob b on b.sha256 = a.hash
      where a.hash = $2 and a.refusal is null and b.problem is null and t.project_id = $1 limit 1`,
    [projectId, hash],
  )
  return rowCount === 1
}

/** What the policies that hold for an agent take of its artifacts. */
export async function artifactLimits(
  pool: Pool,
  of: Pick<TaskArtifacts, 'projectId' | 'agentId'>,
): Promise<ArtifactLimits> {
  const stored = await documentsOf(pool, of, false)
  const project = stored.project ?? (await beganWith(pool, { scope: 'project', projectId: of.projectId }))
  const { artifactMb, refusedArtifacts } = effectivePolicy({ ...stored, project }, defaultPolicy)
  return { mostMb: artifactMb.value, refused: refusedArtifacts.map(({ value }) => value) }
}
