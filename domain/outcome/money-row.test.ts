import { expect, test } from 'vitest'
import { columnOf, contentKeyOf, type MoneyRow, rowOfCells } from './money-row.ts'

const about = { currency: 'USD', tomorrow: '2026-11-26' }
const cells = { kind: 'Revenue ', date: '2026-11-20', amount: '12.5', note: ' Subscription ', id: 'pi_1' }

test('a line says what happened; what it leaves out is the portfolio’s', () => {
  expect(rowOfCells(cells, about)).toEqual({
    kind: 'revenue',
    amount: '12.50',
    currency: 'USD',
    occurredOn: '2026-11-20',
    note: 'Subscription',
    externalId: 'pi_1',
  })
  expect(rowOfCells({ kind: 'cost', date: '2026-11-20', amount: '1', currency: 'usd' }, about)).toMatchObject(
    {
      note: '',
      externalId: null,
      currency: 'USD',
    },
  )
})

test('every field that is wrong says why', () => {
  const bad = {
    kind: 'gift',
    date: '20.11.2026',
    amount: '1,50',
    currency: 'EUR',
    note: 'x'.repeat(501),
    id: 'x'.repeat(201),
  }
  expect(rowOfCells(bad, about)).toEqual([
    { field: 'kind', reason: 'must be revenue or cost' },
    { field: 'date', reason: 'is not a day: write it like 2026-11-25' },
    { field: 'amount', reason: expect.stringMatching(/with a dot/) },
    { field: 'currency', reason: expect.stringMatching(/must be USD/) },
    { field: 'note', reason: 'must be at most 500 characters' },
    { field: 'id', reason: 'must be at most 200 characters' },
  ])
  expect(rowOfCells({}, about)).toMatchObject([{ field: 'kind' }, { field: 'date' }, { field: 'amount' }])
  expect(rowOfCells({ ...cells, date: '2026-12-24' }, about)).toMatchObject([{ field: 'date' }])
})

test('headings are known by the names that files give them', () => {
  expect(['Date', 'occurred_on', 'occurredOn', 'TYPE', 'External ID', 'Memo'].map(columnOf)).toEqual([
    ...['date', 'date', 'date', 'kind', 'id', 'note'],
  ])
  expect(columnOf('VAT')).toBeNull()
})

test('events that differ only in their id look alike', () => {
  const row = rowOfCells(cells, about) as MoneyRow
  expect(contentKeyOf({ ...row, externalId: 'other' } as MoneyRow)).toBe(contentKeyOf(row))
  for (const change of [
    { kind: 'cost' as const },
    { amount: '12.51' },
    { occurredOn: '2026-11-21' },
    { note: '' },
  ])
    expect(contentKeyOf({ ...row, ...change })).not.toBe(contentKeyOf(row))
})
