import type { EntryType } from '#domain/ledger/entry.ts'
import { type GroupFilter, typesOfGroup } from '#domain/ledger/groups.ts'
import type { RunFilter } from '#domain/ledger/run-filter.ts'
import type { Pool } from '../client.ts'
import { entryNames } from './entry-names.ts'
import { isFailedIn } from './failed-runs.ts'
import { namesOf } from './names.ts'
import { isoOf } from './tasks.ts'

export interface EntryView {
  /** Null in the moments before the sequencer has placed it. */
  position: number | null
  streamId: string
  streamSeq: number
  projectId: string | null
  type: string
  version: number
  at: string
  actor: string
  actorName: string
  body: unknown
}

export interface EntryFilter {
  projectId?: string
  streamId?: string
  type?: EntryType
  group?: GroupFilter
  actor?: string
  /** ISO; from this time on. */
  from?: string
  /** Only those of such runs. */
  runs?: RunFilter
  /** Entries placed before this position. */
  before?: number
  limit: number
}

type Row = Omit<EntryView, 'actorName'>
const columns = `o.position::float8 as position, e.stream_id as "streamId", e.stream_seq as "streamSeq",
  e.project_id as "projectId", e.type, e.version, ${isoOf('e.at')} as at, e.actor, e.body`

async function named(pool: Pool, rows: Row[]): Promise<EntryView[]> {
  const nameOf = await namesOf(
    pool,
    rows.map((row) => row.actor),
  )
  return rows.map((row) => ({ ...row, actorName: nameOf(row.actor) }))
}

const matches = `($1::text is null or e.project_id = $1) and ($2::text is null or e.stream_id = $2)
  and ($3::text is null or e.type = $3) and ($4::text is null or e.actor = $4)
  and ($6::text[] is null or e.type = any($6)) and ($7::timestamptz is null or e.at >= $7)`

/** The run's row as budgets count it. */
const reservation = `select from run_reservation v where v.task_id = substr(e.stream_id, 6)
  and v.step_id = e.body->>'stepId'`
const ofRuns: Record<RunFilter, string> = {
  failed: `e.type = 'run_ended' and ${isFailedIn(`e.body->>'outcome'`)}`,
  unpriced: `e.type = 'run_ended' and e.body->'usage'->>'costNanoUsd' is null`,
  spent: `e.type = 'run_ended' and exists (${reservation}
    and ($7::timestamptz is null or v.ended_at >= $7))`,
  reserved: `e.type = 'run_queued' and exists (${reservation} and v.ended_at is null)`,
}
/** Of entries `e` of that group: who was refused where they asked knows it. */
export const isUndelivered = `(e.type <> 'decision_turned_away' or e.body->>'intentId' is not null)`
export const isByOperator = `e.actor like 'operator:%'`
const ofGroups: Partial<Record<GroupFilter, string>> = {
  undelivered: isUndelivered,
  'operator-actions': isByOperator,
}

const where = ({ runs, group }: EntryFilter) =>
  [matches, runs && ofRuns[runs], group && ofGroups[group]].filter(Boolean).join(' and ')

const valuesOf = ({ projectId, streamId, type, group, actor, from, limit }: EntryFilter) => [
  projectId ?? null,
  streamId ?? null,
  type ?? null,
  actor ?? null,
  limit,
  group ? typesOfGroup(group) : null,
  from ?? null,
]

const keyOf = ({ streamId, streamSeq }: Row) => `${streamId}#${streamSeq}`

/** Newest first; the first page begins with what has no position yet. `next` is the `before` of the next page. */
export async function listEntries(
  pool: Pool,
  filter: EntryFilter,
): Promise<{ items: EntryView[]; names: Record<string, string>; next: number | null }> {
  const fresh = filter.before === undefined ? await unplaced(pool, filter) : []
  const placed = await pool.query<Row>(
    `select ${columns} from entry e join position o on o.entry_id = e.id
      where ${where(filter)} and ($8::bigint is null or e.id < coalesce(
        (select b.entry_id from position b where b.position = $8), 9223372036854775807))
      order by e.id desc limit $5`,
    [...valuesOf(filter), filter.before ?? null],
  )
  // What was placed between the two readings is in both.
  const keys = new Set(placed.rows.map(keyOf))
  const rows = [...fresh.filter((row) => !keys.has(keyOf(row))), ...placed.rows].slice(0, filter.limit)
  const isFull = rows.length === filter.limit
  // A page of unplaced entries only: the next one begins at the end of the placed ones.
  const next = isFull ? (rows.at(-1)?.position ?? (await headOf(pool)).position + 1) : null
  const [items, names] = await Promise.all([named(pool, rows), entryNames(pool, rows)])
  return { items, names, next }
}

async function unplaced(pool: Pool, filter: EntryFilter): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from unsequenced u join entry e on e.id = u.entry_id
       left join position o on o.entry_id = e.id
      where ${where(filter)} and o.position is null order by e.id desc limit $5`,
    valuesOf(filter),
  )
  return rows
}

/** A stream's story, oldest first, after a number of its own; at most `limit`. */
export async function entriesOfStream(
  pool: Pool,
  streamId: string,
  range: { after: number; limit: number },
): Promise<EntryView[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from entry e left join position o on o.entry_id = e.id
      where e.stream_id = $1 and e.stream_seq > $2::bigint order by e.stream_seq limit $3`,
    [streamId, range.after, range.limit],
  )
  return named(pool, rows)
}

/** Of a stream, those that name this proposal; oldest first. */
export async function entriesNaming(pool: Pool, streamId: string, proposalId: string): Promise<EntryView[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from entry e left join position o on o.entry_id = e.id
      where e.stream_id = $1 and e.body->>'proposalId' = $2 order by e.stream_seq limit 1000`,
    [streamId, proposalId],
  )
  return named(pool, rows)
}

/** An entry in its place, with the chain's hash there, hex. */
export interface ChainedEntry {
  position: number
  hash: string
  entry: EntryView
}

/** The one order, from a position on: the entry there comes first, so that its hash tells whether it is still the same. */
export async function chainFrom(pool: Pool, position: number, limit: number): Promise<ChainedEntry[]> {
  const { rows } = await pool.query<Row & { position: number; hash: string }>({
    name: 'chain-from',
    // Each entry by its key, whatever the planner thinks of the tables: it may have planned this while they were empty.
    text: `select ${columns}, encode(o.hash, 'hex') as hash
             from (select * from position where position >= $1::bigint order by position limit $2) o
            cross join lateral (select * from entry where id = o.entry_id offset 0) e order by o.position`,
    values: [position, limit],
  })
  const entries = await named(
    pool,
    rows.map(({ hash: _hash, ...row }) => row),
  )
  return entries.map((entry, i) => {
    const { position: at = 0, hash = '' } = rows[i] ?? {}
    return { position: at, hash, entry }
  })
}

/** The chain's hashes at these positions, hex; a position that is not reached has none. */
export async function hashesAt(pool: Pool, positions: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await pool.query<{ position: number; hash: string }>(
    `select position::float8 as position, encode(hash, 'hex') as hash from position where position = any($1)`,
    [positions],
  )
  return new Map(rows.map(({ position, hash }) => [position, hash]))
}

export interface Head {
  position: number
  /** Hex; zeros before the first entry. */
  hash: string
  /** Entries that wait for the sequencer. */
  unplaced: number
  at: string | null
}

export async function headOf(pool: Pool): Promise<Head> {
  const { rows } = await pool.query<Head>(
    `select coalesce(o.position, 0)::float8 as position, coalesce(encode(o.hash, 'hex'), repeat('0', 64)) as hash,
            (select count(*)::int from unsequenced) as unplaced, ${isoOf('e.at')} as at
       from (select 1) one left join (select * from position order by position desc limit 1) o on true
       left join entry e on e.id = o.entry_id`,
  )
  return rows[0] as Head
}
