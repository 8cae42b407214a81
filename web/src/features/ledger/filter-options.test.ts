import { expect, test } from 'vitest'
import { actorOptions, unlisted } from './filter-options.ts'

test('actors are grouped by what they are, and named', () => {
  const options = actorOptions({
    operators: [{ id: 'op_1', name: 'Mara Lind' }],
    agents: [],
    executors: [{ id: 'mac-mini', name: 'mac-mini' }],
  })
  expect(options.map(({ group }) => group)).toEqual(['People', 'Machines'])
  expect(options[0]?.items).toEqual([{ value: 'operator:op_1', label: 'Mara Lind' }])
  expect(options[1]?.items.map(({ value }) => value)).toEqual([
    'executor:mac-mini',
    'system:control',
    'system:reconciler',
    'system:start',
    'system:temporal',
  ])
})

test('what is in no list any more is still an option', () => {
  const listed = [{ value: 'pr_1', label: 'Harrowgate' }]
  expect(unlisted('pr_2', listed)).toEqual([{ value: 'pr_2', label: 'pr_2' }])
  expect(unlisted('pr_1', listed)).toEqual([])
  expect(unlisted(undefined, listed)).toEqual([])
})
