import { canonicalOf, sha256Hex } from '../ledger/digest.ts'
import { amountProblem, canonicalAmount, currencyProblem } from './amount.ts'
import { isDate } from './iso-week.ts'
import { occurredProblem } from './outcome-rules.ts'
import { type MoneyKind, moneyKinds } from './outcome-words.ts'

export const mostRows = 5_000
const longestNote = 500
const longestId = 200

/** The columns of a file of money, by the names that their headings may have in lower case. */
export const columns = {
  kind: ['kind', 'type'],
  date: ['date', 'day', 'occurred on'],
  amount: ['amount'],
  currency: ['currency'],
  note: ['note', 'description', 'memo'],
  id: ['id', 'external id', 'reference'],
} as const
export type Column = keyof typeof columns
export const neededColumns = ['kind', 'date', 'amount'] as const satisfies Column[]

/** Which column a heading names; null: none of ours, its cells are left alone. */
export function columnOf(heading: string): Column | null {
  const name = heading
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[_-]/g, ' ')
  return (
    (Object.keys(columns) as Column[]).find((column) => columns[column].some((one) => one === name)) ?? null
  )
}

export interface MoneyRow {
  kind: MoneyKind
  amount: string
  currency: string
  occurredOn: string
  note: string
  externalId: string | null
}
export interface RowProblem {
  field: Column | 'line'
  reason: string
}
type Cells = Partial<Record<Column, string>>

/** One line of a file: what it says, or every field that is wrong and why. */
export function rowOfCells(
  cells: Cells,
  about: { currency: string; tomorrow: string },
): MoneyRow | RowProblem[] {
  const cell = (column: Column) => (cells[column] ?? '').trim()
  const currency = cell('currency').toUpperCase() || about.currency
  const kind = moneyKinds.find((one) => one === cell('kind').toLowerCase())
  const reasons: Record<Column, string | null> = {
    kind: kind ? null : `must be ${moneyKinds.join(' or ')}`,
    date: isDate(cell('date'))
      ? occurredProblem(cell('date'), about)
      : 'is not a day: write it like 2026-11-25',
    amount: amountProblem(cell('amount')),
    currency: currencyProblem(currency, about.currency),
    note: cell('note').length > longestNote ? `must be at most ${longestNote} characters` : null,
    id: cell('id').length > longestId ? `must be at most ${longestId} characters` : null,
  }
  const problems = (Object.keys(reasons) as Column[]).flatMap((field) => {
    const reason = reasons[field]
    return reason ? [{ field, reason }] : []
  })
  if (problems.length > 0 || !kind) return problems
  return {
    kind,
    amount: canonicalAmount(cell('amount')),
    currency,
    occurredOn: cell('date'),
    note: cell('note'),
    externalId: cell('id') || null,
  }
}

/** What two events have in common that look like one: everything but the name another system has for them. */
export const contentKeyOf = ({
  kind,
  amount,
  currency,
  occurredOn,
  note,
}: Omit<MoneyRow, 'externalId'>): string =>
  sha256Hex(canonicalOf([kind, amount, currency, occurredOn, note])).slice(0, 32)
