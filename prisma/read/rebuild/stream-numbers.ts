import type { StreamKind } from '#domain/ledger/entry.ts'
import type { Tx } from '../../client.ts'
import type { StreamDifference, TableComparison } from './compare.ts'

interface Numbers {
  id: string
  apart: [field: string, folded: number, kept: number][]
}

/**
 * How far a stream goes, and how far the run that has it wrote: what a next append is let in by. A run's rewind has no
 * number of its own; its batch tells the next. Which run has it, and how far that one is, no entry tells where it has
 * written nothing yet.
 */
export async function compareNumbers(
  tx: Tx,
  owners: ReadonlyMap<StreamKind, readonly string[]>,
): Promise<{ comparison: TableComparison; differences: StreamDifference[] }> {
  const ids = [...owners].flatMap(([kind, of]) => of.map((id) => `${kind}/${id}`))
  const { rows } = await tx.query<Numbers>(
    `select s.id, json_agg(json_build_array(n.field, n.folded, n.kept)) as apart
       from stream s
       cross join lateral (
         select max(stream_seq) as last,
                coalesce(max(greatest(run_seq, batch - 1)) filter (where run_id = s.owner_run_id),
                         case when s.owner_run_id is null then 0 else s.owner_seq end) as own
           from entry where stream_id = s.id) e
       cross join lateral (values ('last_seq', e.last, s.last_seq), ('owner_seq', e.own, s.owner_seq))
         as n (field, folded, kept)
      where s.id = any($1) and n.folded is distinct from n.kept group by s.id order by s.id`,
    [ids],
  )
  const differences = rows.flatMap(({ id, apart }) =>
    apart.map(([field, folded, kept]) => ({ streamId: id, table: 'stream', key: id, field, folded, kept })),
  )
  const counts = { folded: ids.length, kept: ids.length, differing: rows.length }
  return { comparison: { table: 'stream', ...counts }, differences }
}
