// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { MoneyEvent } from '#api/money/contract.ts'
import { projectId, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { CsvLines } from './CsvLines.tsx'
import { MoneyRow } from './MoneyRow.tsx'

afterEach(cleanup)

const event: MoneyEvent = {
  ...{ id: 'mo_1', kind: 'cost', amount: '12.50', currency: 'USD', occurredOn: '2026-11-20', note: 'Mail' },
  ...{ externalId: null, source: 'form', bookedAt: '2026-11-24T10:00:00.000Z', bookedByName: 'Mara Lind' },
  ...{ reversedAt: null, reversedByName: null, reversalReason: null },
}
const open = (change: Partial<MoneyEvent> = {}, refusal: string | null = null) =>
  renderAt(
    aServer(),
    '/',
    { '/': () => <MoneyRow {...{ projectId, refusal }} event={{ ...event, ...change }} /> },
    sampleNow,
  )
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))

test('what can be done with an event is in its opened row', async () => {
  open()
  await screen.findByText('−$12.50')
  expect(screen.queryByRole('button', { name: /^Reverse/ })).toBeNull()
  await press('Mail')
  await press('Reverse Mail, −$12.50')
  expect(screen.getByRole('group', { name: 'Reverse Mail, −$12.50' })).toBeTruthy()
  await press('Keep it')
  expect(screen.queryByRole('group')).toBeNull()
  open({}, 'A viewer may not book money.')
  await press('Mail')
  expect(await screen.findByText('A viewer may not book money.')).toBeTruthy()
})

test('a line of a file that can’t be read is shown as it stands there, with why', async () => {
  const problems = [{ field: 'amount', reason: 'is missing' }]
  const lines = [{ line: 3, status: 'bad' as const, text: 'cost,2026-11-01,,', problems }]
  const shown = () => <CsvLines lines={lines} chosen={new Set()} onToggle={() => {}} />
  renderAt(aServer(), '/', { '/': shown }, sampleNow)
  const row = within(await screen.findByRole('row', { name: /^3/ }))
  expect(row.getByText('cost,2026-11-01,,')).toBeTruthy()
  expect(row.getByText('amount is missing')).toBeTruthy()
})
