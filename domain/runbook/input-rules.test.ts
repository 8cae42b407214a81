import { expect, test } from 'vitest'
import { checkedInputs } from './input-rules.ts'
import type { RunbookInput } from './runbook.ts'
import { durationMs, isDate, timeOf } from './step-rules.ts'
import { rendered } from './template-rules.ts'

const input = (change: Partial<RunbookInput>): RunbookInput => ({
  ...{ name: 'it', type: 'text', description: '', required: false },
  ...change,
})

test.each([
  ['text', 'Bread', 3, 'must be text'],
  ['number', 3, '3', 'must be a number'],
  ['number', 0, Number.POSITIVE_INFINITY, 'must be a number'],
  ['boolean', false, 'false', 'must be true or false'],
  ['date', '2028-02-29', '2026-02-29', 'must be a day that exists, as 2026-12-01'],
  ['date', '2026-12-01', 'tomorrow', 'must be a day that exists, as 2026-12-01'],
  ['choice', 'red', 'green', 'must be one of: red, blue'],
] as const)('of the type %s %j is one and %j is none', (type, good, bad, why) => {
  const it = input({ type, ...(type === 'choice' && { options: ['red', 'blue'] }) })
  expect(checkedInputs([it], { it: good })).toEqual({ values: { it: good }, errors: {} })
  expect(checkedInputs([it], { it: bad })).toEqual({ values: {}, errors: { it: why } })
})

test('what is not given is its default, missing where it is required, and else left out', () => {
  expect(checkedInputs([input({ default: 'Bread' })], { it: '' }).values).toEqual({ it: 'Bread' })
  expect(checkedInputs([input({ required: true })], { it: null }).errors).toEqual({ it: 'is required' })
  expect(checkedInputs([input({})], {})).toEqual({ values: {}, errors: {} })
  expect(checkedInputs([input({ type: 'choice' })], { it: 'x' }).errors.it).toBe('must be one of: ')
})

test('an input may be named like what every object has', () => {
  const named = input({ name: 'constructor' })
  expect(checkedInputs([named], {})).toEqual({ values: {}, errors: {} })
  expect(checkedInputs([named], { constructor: 'Gaudí' }).values).toEqual({ constructor: 'Gaudí' })
  const text = 'By {{inputs.constructor}}.'
  expect(rendered(text, { inputs: {}, steps: [] })).toBe('By .')
  expect(rendered(text, { inputs: { constructor: 'Gaudí' }, steps: [] })).toBe('By Gaudí.')
})

test('what is no input is told, and too long a text', () => {
  expect(checkedInputs([], { other: 1 }).errors).toEqual({ other: 'is no input of this runbook' })
  expect(checkedInputs([input({})], { it: 'x'.repeat(20_001) }).errors.it).toMatch(/at most 20,000/)
})

test('texts take what is known, and nothing for what is not', () => {
  const values = {
    inputs: { topic: 'Bread', count: 3, isUrgent: false },
    steps: [{ stepId: 'draft', outcome: 'done', summary: 'Two {{inputs.count}} pages' }],
  }
  expect(rendered('{{inputs.topic}} {{ inputs.count }} {{inputs.isUrgent}} {{inputs.gone}}.', values)).toBe(
    'Bread 3 false .',
  )
  expect(rendered('{{steps.draft.outcome}}: {{steps.draft.summary}}', values)).toBe(
    'done: Two {{inputs.count}} pages',
  )
  expect(rendered('{{steps.later.summary}}{{unknown}}', values)).toBe('{{unknown}}')
})

test('durations and times', () => {
  expect(['90 s', '30min', '2h', '3 d', '1 w'].map(durationMs)).toEqual([
    90_000, 1_800_000, 7_200_000, 259_200_000, 604_800_000,
  ])
  for (const odd of ['', '0 h', '-1 h', '1.5 h', '1', 'h', '400 d']) expect(durationMs(odd)).toBeNull()
  expect(timeOf('2026-12-01')).toBe('2026-12-01T00:00:00.000Z')
  expect(timeOf('2026-12-01T09:00+01:00')).toBe('2026-12-01T08:00:00.000Z')
  for (const odd of ['', 'soon', '2026-12-01T09:00', '2026-02-30T09:00Z', '2026-13-01', '2026-12-01T25:00Z'])
    expect(timeOf(odd)).toBeNull()
  expect(isDate('0000-00-00')).toBe(false)
})
