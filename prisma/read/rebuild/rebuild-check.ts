import type { Fact, StreamKind } from '#domain/ledger/entry.ts'
import type { Pool, Tx } from '../../client.ts'
import { isoOf } from '../tasks.ts'
import { compareTable, type RowDifference, type StreamDifference, type TableComparison } from './compare.ts'
import { foldOf } from './folds.ts'
import type { Row, RowFold, StoredFact } from './rows.ts'
import { compareNumbers } from './stream-numbers.ts'
import { projectedTables } from './tables.ts'

export interface RebuildPage<D extends RowDifference = RowDifference> {
  streams: number
  entries: number
  tables: TableComparison[]
  differences: D[]
  /** The stream after which the next page begins; null after the last one. */
  next: string | null
}

const entriesAtOnce = 1_000
/** No stream is longer. */
const lastSeq = Number.MAX_SAFE_INTEGER

export interface RebuildRange {
  /** The streams after this one; '' for all. */
  after: string
  /** Whole streams are folded until so many entries are reached. */
  limit: number
  /** This stream and no other. */
  only?: string | undefined
}

/**
 * Folds streams, and compares what they come to with the rows that are there, all of one moment. Nothing is written.
 * The last page also finds rows that no stream accounts for.
 */
export async function checkRebuild(pool: Pool, range: RebuildRange): Promise<RebuildPage> {
  const { differences, ...page } = await checkStreams(pool, range)
  return { ...page, differences: differences.map(({ streamId: _, ...difference }) => difference) }
}

/** The same, with the stream of each difference. */
export async function checkStreams(pool: Pool, range: RebuildRange): Promise<RebuildPage<StreamDifference>> {
  const tx = await pool.connect()
  try {
    await tx.query('begin isolation level repeatable read read only')
    const folded = await foldStreams(tx, range)
    const page = await compare(tx, folded)
    const isLast = range.only ? folded.streams === 0 : folded.next === null
    const orphans = isLast ? await rowsWithoutStream(tx, range.only) : []
    await tx.query('commit')
    return { ...page, differences: [...folded.faults, ...page.differences, ...orphans], next: folded.next }
  } catch (error) {
    await tx.query('rollback').catch(() => {})
    throw error
  } finally {
    tx.release()
  }
}

interface Folded {
  streams: number
  entries: number
  rows: Map<string, Row[]>
  /** By kind: what follows it in the ids of the streams. */
  owners: Map<StreamKind, string[]>
  faults: StreamDifference[]
  next: string | null
}

async function foldStreams(tx: Tx, { after, limit, only }: RebuildRange): Promise<Folded> {
  const folded: Folded = {
    ...{ streams: 0, entries: 0, rows: new Map(), owners: new Map() },
    ...{ faults: [], next: null },
  }
  let open: OpenStream | null = null
  const begins = only ? { streamId: only, streamSeq: 0 } : { streamId: after, streamSeq: lastSeq }
  for await (const entry of entriesAfter(tx, begins, only ? inStream : inLedger)) {
    if (open && open.streamId !== entry.streamId) {
      await close(tx, open, folded)
      if (folded.entries >= limit) return { ...folded, next: open.streamId }
      open = null
    }
    open ??= begin(entry.streamId)
    folded.entries += 1
    take(open, entry)
  }
  if (open) await close(tx, open, folded)
  return folded
}

interface OpenStream {
  streamId: string
  kind: StreamKind
  id: string
  fold: RowFold
  fault: StreamDifference | null
}

function begin(streamId: string): OpenStream {
  const kind = streamId.slice(0, streamId.indexOf('/')) as StreamKind
  const id = streamId.slice(kind.length + 1)
  return { streamId, kind, id, fold: (foldOf[kind] ?? unknownKind)(id), fault: null }
}

const unknownKind = (): RowFold => ({
  take({ streamId }) {
    throw new Error(`nothing folds the stream ${streamId}`)
  },
  rows: () => ({}),
})

/** What an entry does that no fold takes is said, and the rest of its stream left. */
function take(open: OpenStream, entry: StoredFact): void {
  if (open.fault) return
  try {
    open.fold.take(entry)
  } catch (error) {
    const { streamId, streamSeq, fact } = entry
    const of = { streamId, table: 'entry', key: `${streamId} ${streamSeq}`, field: fact.type }
    open.fault = { ...of, folded: (error as Error).message, kept: null }
  }
}

async function close(tx: Tx, { kind, id, fold, fault }: OpenStream, folded: Folded): Promise<void> {
  folded.streams += 1
  if (fault) {
    folded.faults.push(fault)
    return
  }
  folded.owners.set(kind, [...(folded.owners.get(kind) ?? []), id])
  for (const [table, rows] of Object.entries(await fold.rows(tx)))
    folded.rows.set(table, [...(folded.rows.get(table) ?? []), ...rows])
}

/** Of one stream no other's entries are read: a look folds many single ones. */
const inStream = 'stream_id = $1 and stream_seq > $2'
const inLedger = '(stream_id, stream_seq) > ($1::text, $2::bigint)'

async function* entriesAfter(
  tx: Tx,
  begins: Pick<StoredFact, 'streamId' | 'streamSeq'>,
  which: string,
): AsyncGenerator<StoredFact> {
  let place = begins
  for (;;) {
    const { rows } = await tx.query<Omit<StoredFact, 'fact'> & Fact>(
      `select stream_id as "streamId", stream_seq as "streamSeq", project_id as "projectId", run_id as "runId", batch,
              type, ${isoOf('at')} as at, actor, body
         from entry where ${which} order by stream_id, stream_seq limit $3`,
      [place.streamId, place.streamSeq, entriesAtOnce],
    )
    for (const { streamId, streamSeq, projectId, runId, batch, ...fact } of rows)
      yield { streamId, streamSeq, projectId, runId, batch, fact: fact as Fact }
    const last = rows.at(-1)
    if (!last || rows.length < entriesAtOnce) return
    place = last
  }
}

async function compare(tx: Tx, { streams, entries, rows, owners }: Folded) {
  const tables: TableComparison[] = []
  const differences: StreamDifference[] = []
  for (const table of projectedTables) {
    const of = owners.get(table.kind)
    if (!of) continue
    const compared = await compareTable(tx, table, { rows: rows.get(table.name) ?? [], owners: of })
    tables.push(compared.comparison)
    differences.push(...compared.differences)
  }
  const numbers = await compareNumbers(tx, owners)
  tables.push(numbers.comparison)
  differences.push(...numbers.differences)
  return { streams, entries, tables, differences }
}

/** Rows of which no entry tells; `only`: those that would be of this stream. */
async function rowsWithoutStream(tx: Tx, only?: string): Promise<StreamDifference[]> {
  const found: StreamDifference[] = []
  for (const { name, kind, owner, where = 'true', mayHoldMore } of projectedTables) {
    if (mayHoldMore || (only && !only.startsWith(`${kind}/`))) continue
    const { rows } = await tx.query<{ key: string }>(
      `select t."${owner}" as key from "${name}" t where ${where} and ($2::text is null or t."${owner}" = $2)
          and not exists (select from entry e where e.stream_id = $1 || t."${owner}") limit 100`,
      [`${kind}/`, only?.slice(kind.length + 1) ?? null],
    )
    const as = { table: name, field: null, folded: 'no row', kept: 'a row' }
    found.push(...rows.map(({ key }) => ({ ...as, streamId: `${kind}/${key}`, key })))
  }
  return found
}
