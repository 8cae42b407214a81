import { expect, test } from 'vitest'
import { linesOfCsv } from './money-csv.ts'

const about = { currency: 'USD', tomorrow: '2026-11-26' }
const lines = ['kind,date,amount,note', 'cost,2026-11-01,1,"Two', 'lines"', '', 'cost,2026-11-02,2,']

test.each(['\n', '\r\n', '\r'])('lines that end with %j have their own numbers', (end) => {
  expect(linesOfCsv(lines.join(end), about)).toMatchObject([
    { line: 2, read: { amount: '1.00', note: 'Two\nlines' } },
    { line: 5, read: { amount: '2.00' } },
  ])
})
