import { expect, test } from 'vitest'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { applyOutcomeEntry, noOutcomes } from './outcome-state.ts'

const fold = (...facts: Fact[]) => facts.reduce(applyOutcomeEntry, noOutcomes)
const booked = {
  moneyId: 'mo_1',
  amount: '12.50',
  currency: 'USD',
  occurredOn: '2026-11-20',
  source: 'form',
  note: 'Ads',
  externalId: null,
  importedFrom: null,
} as const
const { moneyId: _id, ...content } = booked

test('money is booked with its kind, and a reversal leaves it standing with why', () => {
  const event = { ...content, kind: 'cost', bookedAt: minutesOn(1), bookedBy: 'system:x', reversed: null }
  expect(fold(aFact('cost_booked', booked, 1)).money).toEqual({ mo_1: event })
  expect(fold(aFact('revenue_booked', booked, 1)).money.mo_1?.kind).toBe('revenue')
  const body = { moneyId: 'mo_1', reason: 'Twice', kind: 'cost', amount: '12.50', currency: 'USD' } as const
  const reversed = { at: minutesOn(2), by: 'operator:op_2', note: 'Twice' }
  const reversal = aFact('money_reversed', body, 2, 'operator:op_2')
  expect(fold(aFact('cost_booked', booked, 1), reversal).money.mo_1).toEqual({ ...event, reversed })
  expect(fold(reversal)).toEqual(noOutcomes)
})

test('the last price of an hour is the one', () => {
  const set = (perHour: string | null, at: number) =>
    aFact('operator_rate_set', { perHour, currency: 'USD' }, at)
  expect(fold(set('80.00', 1), set(null, 2)).rate).toEqual({
    perHour: null,
    currency: 'USD',
    at: minutesOn(2),
  })
})

test('a decision is made and reviewed', () => {
  const body = {
    decisionId: 'de_1',
    title: 'Price',
    context: '',
    choice: 'Nine dollars',
    reviewOn: '2026-12-01',
  }
  const made = aFact('decision_made', body, 1)
  const review = { decisionId: 'de_1', title: 'Price', verdict: 'changed', note: 'Twelve' } as const
  expect(fold(made).decisions.de_1).toMatchObject({ choice: 'Nine dollars', verdict: null, reviewed: null })
  expect(fold(made, aFact('decision_reviewed', review, 2)).decisions.de_1).toMatchObject({
    verdict: 'changed',
    reviewed: { at: minutesOn(2), by: 'system:x', note: 'Twelve' },
  })
  expect(fold(aFact('decision_reviewed', review, 2))).toEqual(noOutcomes)
})

test('an objective is set and closed', () => {
  const set = aFact(
    'objective_set',
    { objectiveId: 'ob_1', week: '2026-W48', title: 'Ten readers', target: '10' },
    1,
  )
  const body = {
    objectiveId: 'ob_1',
    week: '2026-W48',
    title: 'Ten readers',
    outcome: 'hit',
    note: '',
  } as const
  const closed = aFact('objective_closed', body, 2)
  expect(fold(set).objectives.ob_1).toMatchObject({ week: '2026-W48', outcome: null, closed: null })
  expect(fold(set, closed).objectives.ob_1).toMatchObject({ outcome: 'hit', closed: { at: minutesOn(2) } })
  expect(fold(closed)).toEqual(noOutcomes)
})

test('a learning is kept with who noted it', () => {
  expect(fold(aFact('learning_noted', { learningId: 'le_1', text: 'Short works.' }, 1)).learnings).toEqual({
    le_1: { text: 'Short works.', at: minutesOn(1), by: 'system:x' },
  })
})
