import type { Tx } from '../../client.ts'
import { leavesApart } from './leaves-apart.ts'
import type { Row } from './rows.ts'
import type { ProjectedTable } from './tables.ts'

/** Where the ledger and a row say different things. */
export interface RowDifference {
  table: string
  key: string
  /** As `state.wait.until` where the column holds JSON; null where one of them has no such row. */
  field: string | null
  folded: unknown
  kept: unknown
}

/** With the stream that it is of. */
export interface StreamDifference extends RowDifference {
  streamId: string
}

export interface TableComparison {
  table: string
  /** Rows that the ledger comes to, and rows that are there. */
  folded: number
  kept: number
  /** Rows that differ. */
  differing: number
}

/** Of one table at once, so that a broken one does not fill the memory. */
const mostDifferences = 100
const quoted = (name: string) => `"${name}"`
const list = (names: readonly string[], of: (name: string) => string) => names.map(of).join(', ')

/** $1: folded rows, $2: the streams that they are of. The folded rows are a table of the statement, and leave no trace. */
function comparison(table: ProjectedTable): string {
  const { name, owner, key, columns, reads = {}, where = 'true', mayHoldMore } = table
  const all = [...key, ...columns]
  const readOf = (column: string) => reads[column] ?? quoted(column)
  const told = mayHoldMore ? `(${list(key, quoted)}) in (select ${list(key, quoted)} from folded)` : 'true'
  const [first] = key
  const isIn = (side: string) => `${side}.${quoted(first ?? '')} is not null`
  return `with folded as (select ${list(all, quoted)} from jsonb_populate_recordset(null::${quoted(name)}, $1::jsonb)),
    kept as (select ${list(all, (column) => `${readOf(column)} as ${quoted(column)}`)}
      from ${quoted(name)} where ${readOf(owner)} = any($2) and ${where} and ${told}),
    apart as (
      select ${list(key, (column) => `coalesce(f.${quoted(column)}, k.${quoted(column)}) as ${quoted(column)}`)},
             coalesce(f.${quoted(owner)}, k.${quoted(owner)}) as "ownerId", ${isIn('f')} as "isFolded", ${isIn('k')} as "isKept", d.fields
        from folded f full join kept k on ${key.map((column) => `f.${quoted(column)} = k.${quoted(column)}`).join(' and ')}
        left join lateral (
          select jsonb_agg(jsonb_build_array(v.field, v.folded, v.kept)) as fields
            from (values ${list(columns, (column) => `('${column}', to_jsonb(f.${quoted(column)}), to_jsonb(k.${quoted(column)}))`)})
              as v (field, folded, kept)
           where v.folded is distinct from v.kept) d on ${isIn('f')} and ${isIn('k')}
       where not ${isIn('f')} or not ${isIn('k')} or d.fields is not null)
    select (select count(*)::int from folded) as folded, (select count(*)::int from kept) as kept,
           (select count(*)::int from apart) as differing,
           coalesce((select json_agg(json_build_object(
             'key', concat_ws(' ', ${list(key, (column) => `a.${quoted(column)}`)}),
             'ownerId', a."ownerId", 'isFolded', a."isFolded", 'isKept', a."isKept", 'fields', a.fields))
             from (select * from apart limit ${mostDifferences}) a), '[]') as differences`
}

interface Compared {
  folded: number
  kept: number
  differing: number
  differences: {
    key: string
    ownerId: string
    isFolded: boolean
    isKept: boolean
    fields: [string, unknown, unknown][] | null
  }[]
}

/** The rows of some streams in one table, as they are folded and as they are kept. */
export async function compareTable(
  tx: Tx,
  table: ProjectedTable,
  { rows, owners }: { rows: readonly Row[]; owners: readonly string[] },
): Promise<{ comparison: TableComparison; differences: StreamDifference[] }> {
  const result = await tx.query<Compared>(comparison(table), [JSON.stringify(rows), owners])
  const { differences, ...counts } = result.rows[0] as Compared
  return {
    comparison: { table: table.name, ...counts },
    differences: differences.flatMap(({ key, ownerId, isFolded, isKept, fields }): StreamDifference[] => {
      const of = { streamId: `${table.kind}/${ownerId}`, table: table.name, key }
      if (!fields) return [{ ...of, field: null, folded: presence(isFolded), kept: presence(isKept) }]
      return fields.flatMap(([field, folded, kept]) =>
        leavesApart(field, folded, kept).map((leaf) => ({ ...of, ...leaf })),
      )
    }),
  }
}

const presence = (isThere: boolean) => (isThere ? 'a row' : 'no row')
