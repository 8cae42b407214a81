import { ledgerContract, type RowDifference } from '#api/ledger/contract.ts'
import type { Session } from './session.ts'

export interface RebuildOutcome {
  differences: number
}

interface Counts {
  folded: number
  kept: number
  differing: number
}

/** Goes through the ledger page by page, says each difference as it is found, and the counts of each table at the end. Throws where the stream is not there. */
export async function checkRebuild(
  session: Session,
  { streamId, say }: { streamId?: string | undefined; say: (line: string) => void },
): Promise<RebuildOutcome> {
  const tables = new Map<string, Counts>()
  const sum = { streams: 0, entries: 0, differences: 0 }
  for (let after: string | null = ''; after !== null; ) {
    const query: Record<string, string | number> = { after, ...(streamId && { streamId }) }
    const page = await session.get(ledgerContract.checkRebuild, query)
    for (const { table, ...counts } of page.tables) tables.set(table, added(tables.get(table), counts))
    for (const difference of page.differences) say(wordsOf(difference))
    sum.streams += page.streams
    sum.entries += page.entries
    sum.differences += page.differences.length
    after = page.next
  }
  // A row that no entry tells of is a difference, and told.
  if (streamId && sum.streams === 0 && sum.differences === 0)
    throw new Error(`There is no such stream: ${streamId}.`)
  say(`${'table'.padEnd(18)}${'ledger'.padStart(10)}${'rows'.padStart(10)}${'differ'.padStart(10)}`)
  for (const [table, { folded, kept, differing }] of tables)
    say(
      `${table.padEnd(18)}${String(folded).padStart(10)}${String(kept).padStart(10)}${String(differing).padStart(10)}`,
    )
  const { streams, entries, differences } = sum
  const told = [...tables.values()].reduce((total, { differing }) => total + differing, 0)
  say(`${differences} differences, in ${told} rows; ${entries} entries of ${streams} streams were folded`)
  return { differences }
}

const added = (before: Counts | undefined, more: Counts): Counts =>
  before
    ? {
        folded: before.folded + more.folded,
        kept: before.kept + more.kept,
        differing: before.differing + more.differing,
      }
    : more

const short = (value: unknown) => {
  const text = JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

export const wordsOf = ({ table, key, field, folded, kept }: RowDifference): string =>
  `${table} ${key}${field ? ` ${field}` : ''}: the ledger comes to ${short(folded)}, kept is ${short(kept)}`
