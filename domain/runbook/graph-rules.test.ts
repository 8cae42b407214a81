import { expect, test } from 'vitest'
import { aTaskStep } from '#test/runbooks.ts'
import { stepGraph } from './graph-rules.ts'
import type { RunbookStep } from './runbook.ts'

const placesOf = (steps: RunbookStep[]) =>
  stepGraph(steps).nodes.map(({ step, column, row, depth }) => `${step.id} ${column},${row} ${depth}`)
const edgesOf = (steps: RunbookStep[]) =>
  stepGraph(steps).edges.map(({ from, to, label }) => `${from} ${label ?? ''}> ${to}`)

test('steps in a row stand side by side', () => {
  const steps = [aTaskStep('a'), aTaskStep('b')]
  expect(placesOf(steps)).toEqual(['a 0,0 0', 'b 1,0 0'])
  expect(edgesOf(steps)).toEqual(['a > b'])
  expect(stepGraph(steps)).toMatchObject({ columns: 2, rows: 1 })
})

test('ways that go on at once stand below each other, and what follows comes after the longest', () => {
  const both: RunbookStep = { id: 'both', parallel: [[aTaskStep('a'), aTaskStep('a2')], [aTaskStep('b')]] }
  const steps = [both, aTaskStep('after')]
  expect(placesOf(steps)).toEqual(['both 0,0 0', 'a 1,0 1', 'a2 2,0 1', 'b 1,1 1', 'after 3,0 0'])
  expect(edgesOf(steps)).toEqual(['both > a', 'a > a2', 'both > b', 'a2 > after', 'b > after'])
  expect(stepGraph(steps)).toMatchObject({ columns: 4, rows: 2 })
})

test('a branch names the outcome on its way, and goes on by itself where it has no else', () => {
  const way: RunbookStep = { id: 'way', branch: { on: 'a', when: { failed: [aTaskStep('mend')] } } }
  expect(edgesOf([aTaskStep('a'), way, aTaskStep('end')])).toEqual([
    ...['a > way', 'way failed> mend', 'mend > end', 'way > end'],
  ])
  const sure: RunbookStep = { ...way, branch: { on: 'a', else: [aTaskStep('mend')] } }
  expect(edgesOf([aTaskStep('a'), sure, aTaskStep('end')])).toEqual([
    ...['a > way', 'way else> mend', 'mend > end'],
  ])
})
