import { expect, test } from 'vitest'
import { isBookable, type Known, planOf, type ReadLine } from './import-plan.ts'
import { contentKeyOf, type MoneyRow } from './money-row.ts'

const row = (change: Partial<MoneyRow> = {}): MoneyRow => ({
  kind: 'revenue',
  amount: '5.00',
  currency: 'USD',
  occurredOn: '2026-11-20',
  note: '',
  externalId: null,
  ...change,
})
const none: Known = {
  ...{ externalIds: new Set(), contentKeys: new Set(), lines: new Set() },
  reversed: new Map(),
}
const lines = (...rows: ReadLine['read'][]): ReadLine[] =>
  rows.map((read, i) => ({ line: i + 2, text: `line ${i + 2}`, read }))
const problems = [{ field: 'amount', reason: 'is missing' } as const]

test('good lines are good beside bad ones', () => {
  expect(planOf(lines(row(), problems, row({ amount: '6.00' })), none)).toEqual([
    { line: 2, status: 'ok', row: row() },
    { line: 3, status: 'bad', text: 'line 3', problems },
    { line: 4, status: 'ok', row: row({ amount: '6.00' }) },
  ])
})

test('a line that repeats an earlier one or a booked event is a duplicate of it', () => {
  const known = {
    ...none,
    externalIds: new Set(['b']),
    contentKeys: new Set([contentKeyOf(row({ amount: '9.00' }))]),
  }
  const plan = planOf(
    lines(
      row({ externalId: 'a' }),
      row({ externalId: 'a', amount: '7.00' }),
      row({ externalId: 'b' }),
      row(),
      row(),
    ),
    known,
  )
  expect(
    plan.map(({ status, ...rest }) => [status, 'by' in rest && rest.by, 'of' in rest && rest.of]),
  ).toEqual([
    ['ok', false, false],
    ['duplicate', 'id', 2],
    ['duplicate', 'id', null],
    ['ok', false, false],
    ['duplicate', 'content', 5],
  ])
  expect(planOf(lines(row({ amount: '9.00' })), known)).toMatchObject([{ by: 'content', of: null }])
})

test('events with ids of their own are two, however alike', () => {
  const plan = planOf(lines(row({ externalId: 'a' }), row({ externalId: 'b' })), none)
  expect(plan.map(({ status }) => status)).toEqual(['ok', 'ok'])
})

test('what an import of this file booked is booked, and stays so', () => {
  expect(planOf(lines(row(), row()), { ...none, lines: new Set([2]) })).toMatchObject([
    { status: 'booked' },
    { status: 'ok' },
  ])
})

test('what an import of this file booked and somebody reversed can be booked again, when that is said', () => {
  const known = { ...none, lines: new Set([4]), reversed: new Map([2, 3, 4].map((line) => [line, line - 1])) }
  const plan = planOf(lines(row(), row(), row({ amount: '6.00' }), problems), known)
  expect(plan).toMatchObject([
    { status: 'reversed', times: 1 },
    { status: 'duplicate', by: 'content', of: 2 },
    { status: 'booked' },
    { status: 'bad' },
  ])
  const confirmed = { lines: new Set([2, 3, 4, 5]), despite: new Set<number>() }
  expect(plan.filter((one) => isBookable(one, confirmed))).toEqual([])
  const said = { ...confirmed, despite: new Set([2, 3, 4, 5]) }
  expect(plan.filter((one) => isBookable(one, said)).map(({ line }) => line)).toEqual([2, 3])
  const elsewhere = { ...known, contentKeys: new Set([contentKeyOf(row())]) }
  expect(planOf(lines(row()), elsewhere)).toMatchObject([{ status: 'duplicate', of: null }])
})

test('only what is confirmed is booked; what looks alike only when that is said, what has the same id never', () => {
  const plan = planOf(lines(row(), row(), row({ externalId: 'a' }), row({ externalId: 'a' }), problems), none)
  const bookable = (confirmed: number[], despite: number[] = []) =>
    plan
      .filter((one) => isBookable(one, { lines: new Set(confirmed), despite: new Set(despite) }))
      .map(({ line }) => line)
  expect(bookable([2, 3, 4, 5, 6])).toEqual([2, 4])
  expect(bookable([2, 3, 4, 5, 6], [3, 5, 6])).toEqual([2, 3, 4])
  expect(bookable([], [2, 3])).toEqual([])
})
