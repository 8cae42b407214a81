import type { RowsApart } from '#domain/drift/record-diff-rules.ts'
import { ownScope, taskIdOfStream, taskStreamId, workflowIdOf, workIdOfStream } from '#domain/ids.ts'
import type { Pool } from '../../client.ts'
import { entryNames } from '../entry-names.ts'
import type { StreamDifference } from './compare.ts'
import { checkStreams } from './rebuild-check.ts'

/** Streams of a few open tasks, others each time. */
export async function someOpenTasks(pool: Pool, atMost: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from task where ended_at is null order by random() limit $1',
    [atMost],
  )
  return rows.map(({ id }) => taskStreamId(id))
}

/** The stream after which the next look goes on through the ledger; '' at its beginning. */
export async function turnOfLooks(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ after: string | null }>(
    `select compared->'folded'->>'after' as after from look where scope = $1`,
    [ownScope],
  )
  return rows[0]?.after ?? ''
}

/** The key of a finding about a stream's rows: a task's or run's own id, else the stream's. */
const keyOf = (streamId: string) => workIdOfStream(streamId) ?? streamId
export const streamOfKey = (key: string) => (key.includes('/') ? key : workflowIdOf(key))

/** What a stream's rows say otherwise than its entries; null where they say the same. */
export async function rowsApart(pool: Pool, streamId: string): Promise<RowsApart | null> {
  const only = { after: '', limit: Number.MAX_SAFE_INTEGER, only: streamId }
  const { differences, streams } = await checkStreams(pool, only)
  if (differences.length === 0) return null
  const side = (of: 'folded' | 'kept') =>
    differences.map((one) => `${one.table} ${one.field ?? one.key}: ${JSON.stringify(one[of])}`).sort()
  const isWritable = streams === 1 && taskIdOfStream(streamId) !== null && differences.every(isRewritten)
  return { ...(await nameOf(pool, streamId)), isWritable, folded: side('folded'), kept: side('kept') }
}

/**
 * Whether `refold` writes it again. Rows of a task's money and its words are kept entry by entry, a proposal stays as it
 * was first asked, a claim is never changed, and what nothing folds, or no entry tells of, nobody can write.
 */
function isRewritten({ table, field, folded }: StreamDifference): boolean {
  if (table === 'effect_claim') return field === null
  if (table === 'proposal') return field !== 'requested' && folded !== 'no row'
  return ['task', 'learning', 'run_cost', 'shipped'].includes(table)
}

async function nameOf(pool: Pool, streamId: string): Promise<Pick<RowsApart, 'key' | 'name' | 'project'>> {
  const [names, { rows }] = await Promise.all([
    entryNames(pool, [{ streamId, body: null }]),
    pool.query<{ id: string; name: string }>(
      `select p.id, p.name from entry e join project p on p.id = e.project_id
        where e.stream_id = $1 order by e.stream_seq limit 1`,
      [streamId],
    ),
  ])
  return { key: keyOf(streamId), name: names[streamId] ?? streamId, project: rows[0] ?? null }
}
