import { expect, test } from 'vitest'
import { ledgerOfTold, minute, told } from '../told.ts'
import { drift, findings } from './findings.ts'

const now = new Date(minute(60))
const sides = { ours: null, theirs: null }
const opened = (id: string, name: string) =>
  told('finding_opened', `finding/${id}`, {
    ...{ scope: 'mac-mini', projectId: null, kind: 'cron', subject: { key: name, name, where: '' } },
    ...{ difference: 'extra', ...sides },
  })
const changed = told('finding_reopened', 'finding/fd_1', { difference: 'changed', ...sides })
const asked = told('finding_repair_requested', 'finding/fd_1', { intentId: 'in_1' })
const repaired = told('finding_repaired', 'finding/fd_1', {
  intentId: 'in_1',
  detail: 'Wrote it.',
  seen: null,
})

test('a finding stands as its last entry says, with the difference that was seen last', () => {
  const ledger = ledgerOfTold(opened('fd_1', 'Quotes'), opened('fd_2', 'Weather'), changed, asked, repaired)
  expect(findings.recorded(ledger, now)).toEqual({
    items: [
      {
        ...{ id: 'fd_1', scope: 'mac-mini', kind: 'cron', difference: 'changed', name: 'Quotes' },
        ...{ status: 'repaired', isRepaired: true },
      },
      {
        ...{ id: 'fd_2', scope: 'mac-mini', kind: 'cron', difference: 'extra', name: 'Weather' },
        ...{ status: 'open', isRepaired: false },
      },
    ],
    counts: { open: 1, ignored: 0, settled: 1 },
  })
  expect(drift.recorded(ledger, now)).toEqual({ count: 1, since: minute(1) })
})

test('what is being repaired is drift until a second look', () => {
  expect(drift.recorded(ledgerOfTold(opened('fd_1', 'Quotes'), asked), now)).toEqual({
    ...{ count: 1, since: minute(0) },
  })
})
