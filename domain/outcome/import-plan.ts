import { contentKeyOf, type MoneyRow, type RowProblem } from './money-row.ts'

/** One line of a file as it was read. */
export interface ReadLine {
  line: number
  /** As it stands in the file; a long one is cut. */
  text: string
  read: MoneyRow | RowProblem[]
}

/** What is booked already and counts, of all that a file could repeat. */
export interface Known {
  externalIds: ReadonlySet<string>
  contentKeys: ReadonlySet<string>
  /** Lines that an earlier import of this very file booked. */
  lines: ReadonlySet<number>
  /** How many events that imports of this file booked for a line were reversed; lines without one are not here. */
  reversed: ReadonlyMap<number, number>
}

export type PlannedLine = { line: number } & (
  | { status: 'ok'; row: MoneyRow }
  | { status: 'bad'; text: string; problems: RowProblem[] }
  /** Booked by an earlier import of this file. */
  | { status: 'booked'; row: MoneyRow }
  /** Booked by an earlier import of this file so many times, and each time reversed: an import does not undo that unasked. */
  | { status: 'reversed'; row: MoneyRow; times: number }
  /** It repeats an event that is booked (`of` null) or an earlier line. One that has the same id is never booked. */
  | { status: 'duplicate'; row: MoneyRow; by: 'id' | 'content'; of: number | null }
)

/** What an import would do with each line. Content is compared only for lines whose event has no id. */
export function planOf(lines: readonly ReadLine[], known: Known): PlannedLine[] {
  const repeatOf = repeats(known)
  return lines.map(({ line, text, read }) => {
    if (Array.isArray(read)) return { line, status: 'bad', text, problems: read }
    if (known.lines.has(line)) return { line, status: 'booked', row: read }
    const repeat = repeatOf(line, read)
    if (repeat) return { line, status: 'duplicate', row: read, ...repeat }
    const times = known.reversed.get(line)
    return times ? { line, status: 'reversed', row: read, times } : { line, status: 'ok', row: read }
  })
}

/** Remembers the lines that it is asked about, in their order. */
function repeats(known: Known) {
  const first = { id: new Map<string, number>(), content: new Map<string, number>() }
  return (line: number, row: MoneyRow): { by: 'id' | 'content'; of: number | null } | null => {
    const by = row.externalId === null ? 'content' : 'id'
    const key = row.externalId ?? contentKeyOf(row)
    const earlier = first[by].get(key)
    if (earlier === undefined) first[by].set(key, line)
    if ((by === 'id' ? known.externalIds : known.contentKeys).has(key)) return { by, of: null }
    return earlier === undefined ? null : { by, of: earlier }
  }
}

/** What the operator confirmed: lines, and among them those to book though they look like another or were reversed. */
export interface Confirmed {
  lines: ReadonlySet<number>
  despite: ReadonlySet<number>
}

export const isBookable = (planned: PlannedLine, { lines, despite }: Confirmed): boolean =>
  lines.has(planned.line) &&
  (planned.status === 'ok' ||
    (despite.has(planned.line) &&
      (planned.status === 'reversed' || (planned.status === 'duplicate' && planned.by === 'content'))))
