import { expect, test } from 'vitest'
import type { PlannedLine } from '#api/money/contract.ts'
import type { PortfolioOutcomes, ProjectOutcomes } from '#api/outcomes/contract.ts'
import { type RoiParts, roiOf, totalOf } from '#domain/portfolio/roi.ts'
import { amountWords } from '../../ui/amount-words.ts'
import { gapWords } from '../../ui/gap-words.ts'
import { isChoosable, lineWords, previewWords, shownLines } from './csv-words.ts'
import { leftWords, weekWords } from './OutcomesLead.tsx'
import { portfolioWords } from './portfolio-words.ts'
import { actionWords, minuteWords } from './sum-words.ts'

const parts = (change: Partial<RoiParts> = {}): RoiParts => ({
  revenue: { sum: '100', count: 1, inOtherCurrency: 0 },
  cost: { sum: '30', count: 1, inOtherCurrency: 0 },
  runs: { nanoUsd: '0', count: 2, withoutPrice: 0 },
  actions: { decisions: 0, answers: 0, messages: 0 },
  perHour: null,
  ...change,
})
const unpriced = roiOf(parts({ runs: { nanoUsd: '1000000000', count: 2, withoutPrice: 1 } }), 'USD')

test.each([
  ['1234567.5', 'USD', '$1,234,567.50'],
  ['-3', 'EUR', '−€3.00'],
  ['12', 'CHF', '12.00 CHF'],
  ['0', 'USD', '$0.00'],
  ['0.000000001', 'USD', 'under $0.01'],
  ['-0.001', 'USD', 'under $0.01'],
  ['0.005', 'USD', '$0.01'],
  ['x', 'USD', 'x USD'],
])('%s %s is said as %s', (amount, currency, words) => {
  expect(amountWords(amount, currency)).toBe(words)
})

test('a gap says why, how often, and what is known', () => {
  expect(gapWords(unpriced.cost, 'USD')).toBe('1 ended run has no known price. The known part is $31.00.')
  const both = {
    known: '2.00',
    gaps: [
      { why: 'run_without_price', count: 2 },
      { why: 'no_exchange_rate', count: 1 },
    ],
  } as const
  expect(gapWords({ ...both, gaps: [...both.gaps] }, 'USD')).toBe(
    '2 ended runs have no known price; 1 amount in another currency has no exchange rate. The known part is $2.00.',
  )
})

test('minutes and actions in words', () => {
  expect([0, 45, 60, 525].map(minuteWords)).toEqual(['0 min', '45 min', '1 h', '8 h 45 min'])
  expect(actionWords({ decisions: 2, answers: 1, messages: 0 })).toBe('2 decisions, 1 answer')
  expect(actionWords({ decisions: 0, answers: 0, messages: 0 })).toBe('no decision, answer or message')
})

test('the sentence of a project says what is left, or that it is unknown', () => {
  const said = (total: ProjectOutcomes['total']) => leftWords({ total, currency: 'USD' } as ProjectOutcomes)
  expect(said(roiOf(parts(), 'USD'))).toBe('So far it earned $70.00 more than it cost.')
  expect(said(roiOf(parts({ cost: { sum: '130', count: 1, inOtherCurrency: 0 } }), 'USD'))).toBe(
    'So far it cost $30.00 more than it earned.',
  )
  expect(said(totalOf([]))).toBe('No money was earned or spent yet.')
  expect(said(unpriced)).toMatch(/^What is left is unknown: 1 ended run has no known price/)
})

test('the sentence of a week counts its objectives and the decisions that are due', () => {
  const objectives = [
    { week: '2026-W48', outcome: 'hit' },
    { week: '2026-W48', outcome: null },
    { week: '2026-W49', outcome: null },
  ]
  const said = (change: object) =>
    weekWords({ week: '2026-W48', objectives: [], decisionsDue: [], ...change } as unknown as ProjectOutcomes)
  expect(said({})).toBe('No objective is set for this week.')
  expect(said({ objectives, decisionsDue: [{}, {}] })).toBe(
    '1 of 2 objectives of this week is hit, and 2 decisions are due for review.',
  )
})

test('the sentence over all projects is unknown where one of them is', () => {
  const said = (...rois: ProjectOutcomes['total'][]) =>
    portfolioWords({
      currency: 'USD',
      projects: rois.map((total) => ({ total })),
      total: totalOf(rois),
    } as PortfolioOutcomes)
  const known = roiOf(parts(), 'USD')
  expect(said()).toBe('There is nothing to compare yet.')
  expect(said(known, known)).toBe('So far 2 projects earned $140.00 more than they cost.')
  expect(said(unpriced)).toMatch(/^What 1 project leaves is unknown: 1 ended run/)
  expect(said(known, unpriced)).toMatch(/^What 2 projects leave is unknown, for 1 of them: 1 ended run/)
})

test('each line of a file says what would become of it', () => {
  const row = {
    kind: 'cost',
    amount: '1.00',
    currency: 'USD',
    occurredOn: '2026-11-01',
    note: '',
    externalId: null,
  } as const
  const lines: PlannedLine[] = [
    { line: 2, status: 'ok', row },
    {
      line: 3,
      status: 'bad',
      text: 'cost,2026-11-01,,',
      problems: [{ field: 'amount', reason: 'is missing' }],
    },
    { line: 4, status: 'duplicate', row, by: 'content', of: 2 },
    { line: 5, status: 'duplicate', row, by: 'id', of: null },
    { line: 6, status: 'booked', row },
    { line: 7, status: 'reversed', row, times: 1 },
  ]
  expect(previewWords(lines)).toBe(
    '1 line can be booked, 2 lines look like another, 1 line was booked and reversed, 1 line is booked already, 1 line can’t be read.',
  )
  expect(lines.map(lineWords)).toEqual([
    '',
    'amount is missing',
    'looks like line 2: choose it if both happened',
    'has the id of an event that is booked: left out',
    'booked by an earlier import of this file',
    'booked by an earlier import and reversed: choose it to book it again',
  ])
  expect(shownLines(lines).map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7])
  expect(shownLines(lines, 3).map(({ line }) => line)).toEqual([3, 4, 5])
  expect(lines.filter(isChoosable).map(({ line }) => line)).toEqual([2, 4, 7])
})
