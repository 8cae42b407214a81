import type { Fact, StreamKind } from '#domain/ledger/entry.ts'
import type { Pool, Tx } from '../../client.ts'
import { isoOf } from '../tasks.ts'
import { compareTable, type RowDifference, type TableComparison } from './compare.ts'
import { foldOf } from './folds.ts'
import type { Row, RowFold, StoredFact } from './rows.ts'
import { projectedTables } from './tables.ts'

export interface RebuildPage {
  streams: number
  entries: number
  tables: TableComparison[]
  differences: RowDifference[]
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
  const tx = await pool.connect()
  try {
    await tx.query('begin isolation level repeatable read read only')
    const folded = await foldStreams(tx, range)
    const page = await compare(tx, folded)
    const orphans = folded.next === null && !range.only ? await rowsWithoutStream(tx) : []
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
  faults: RowDifference[]
  next: string | null
}

async function foldStreams(tx: Tx, { after, limit, only }: RebuildRange): Promise<Folded> {
  const folded: Folded = {
    ...{ streams: 0, entries: 0, rows: new Map(), owners: new Map() },
    ...{ faults: [], next: null },
  }
  let open: OpenStream | null = null
  const begins = only ? { streamId: only, streamSeq: 0 } : { streamId: after, streamSeq: lastSeq }
  for await (const entry of entriesAfter(tx, begins)) {
    if (only && entry.streamId !== only) break
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
  fault: RowDifference | null
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
    const key = `${entry.streamId} ${entry.streamSeq}`
    open.fault = { table: 'entry', key, field: entry.fact.type, folded: (error as Error).message, kept: null }
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

async function* entriesAfter(
  tx: Tx,
  begins: Pick<StoredFact, 'streamId' | 'streamSeq'>,
): AsyncGenerator<StoredFact> {
  let place = begins
  for (;;) {
    const { rows } = await tx.query<Omit<StoredFact, 'fact'> & Fact>(
      `select stream_id as "streamId", stream_seq as "streamSeq", project_id as "projectId", run_id as "runId", batch,
              type, ${isoOf('at')} as at, actor, body
         from entry where (stream_id, stream_seq) > ($1::text, $2::bigint) order by stream_id, stream_seq limit $3`,
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
  const differences: RowDifference[] = []
  for (const table of projectedTables) {
    const of = owners.get(table.kind)
    if (!of) continue
    const compared = await compareTable(tx, table, { rows: rows.get(table.name) ?? [], owners: of })
    tables.push(compared.comparison)
    differences.push(...compared.differences)
  }
  return { streams, entries, tables, differences }
}

/** Rows of which no entry tells. */
async function rowsWithoutStream(tx: Tx): Promise<RowDifference[]> {
  const found: RowDifference[] = []
  for (const { name, kind, owner, where = 'true' } of projectedTables) {
    const { rows } = await tx.query<{ key: string }>(
      `select t."${owner}" as key from "${name}" t where ${where}
          and not exists (select from entry e where e.stream_id = $1 || t."${owner}") limit 100`,
      [`${kind}/`],
    )
    found.push(...rows.map(({ key }) => ({ table: name, key, field: null, folded: 'no row', kept: 'a row' })))
  }
  return found
}
