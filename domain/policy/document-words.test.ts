import { expect, test } from 'vitest'
import { changesBetween } from './document-words.ts'
import { PolicyDocument } from './policy-document.ts'

const before = PolicyDocument.parse({
  runDeadlineMs: 7_200_000,
  approvals: { pay: { who: 'two' } },
  wipLimit: 2,
  safeTools: [],
  maxRetries: 1,
})
const after = PolicyDocument.parse({ maxRetries: 0 })

test('what a scope says no more and a wider one answers still holds, and is not called gone', () => {
  const words = (scope: 'portfolio' | 'project' | 'agent') => changesBetween(scope, before, after)
  expect(words('project')).toEqual([
    'As all projects now. Before: Paying needs two approvers.',
    'As all projects now. Before: Nothing but reading and reporting passes without asking.',
    'No longer: At most 2 runs at once.',
    'As all projects now. Before: A run is ended after 2 h.',
    'A run that failed is not tried again. Before: A run that failed for a passing reason is tried again once.',
  ])
  expect(words('agent')[0]).toBe('As its project now. Before: Paying needs two approvers.')
  expect(words('portfolio')[0]).toBe('Not said any more. Before: Paying needs two approvers.')
  expect(words('agent')[2]).toBe('No longer: At most 2 runs at once.')
})
