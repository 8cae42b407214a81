import type { Known, ReadLine } from '#domain/outcome/import-plan.ts'
import { contentKeyOf } from '#domain/outcome/money-row.ts'
import type { Pool, Tx } from '../client.ts'

/** What of these lines is booked in the project already. Behind the stream's lock it stays so until the commit. */
export async function knownOf(
  db: Pool | Tx,
  projectId: string,
  { hash, lines }: { hash: string; lines: readonly ReadLine[] },
): Promise<Known> {
  const rows = lines.flatMap(({ read }) => (Array.isArray(read) ? [] : [read]))
  const found = await db.query<{ kind: 'id' | 'content' | 'line' | 'reversed'; value: string }>(
    `select 'id' as kind, external_id as value from money_event
      where project_id = $1 and external_id = any($2) and reversed_at is null
     union all select 'content', content_key from money_event
      where project_id = $1 and content_key = any($3) and reversed_at is null
     union all select case when reversed_at is null then 'line' else 'reversed' end, import_line::text from money_event
      where project_id = $1 and import_hash = $4`,
    [
      projectId,
      rows.flatMap(({ externalId }) => externalId ?? []),
      rows.filter(({ externalId }) => externalId === null).map(contentKeyOf),
      hash,
    ],
  )
  const valuesOf = (kind: string) => found.rows.filter((row) => row.kind === kind).map(({ value }) => value)
  return {
    externalIds: new Set(valuesOf('id')),
    contentKeys: new Set(valuesOf('content')),
    lines: new Set(valuesOf('line').map(Number)),
    reversed: countsOf(valuesOf('reversed').map(Number)),
  }
}

function countsOf(lines: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}
