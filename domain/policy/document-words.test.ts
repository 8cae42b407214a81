import { expect, test } from 'vitest'
import { changesBetween, effectiveLines } from './document-words.ts'
import { effectivePolicy } from './effective-rules.ts'
import { defaultPolicy } from './policy.ts'
import { emptyDocument, PolicyDocument } from './policy-document.ts'

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

test('where tools may go is one line for each scope that names a part of it', () => {
  const of = (domains: string[] | null) => PolicyDocument.parse({ domains })
  const lines = (portfolio: string[] | null, agent: string[] | null) =>
    effectiveLines(
      effectivePolicy({ portfolio: of(portfolio), project: emptyDocument, agent: of(agent) }, defaultPolicy),
    ).filter(({ key }) => key.startsWith('domains'))
  expect(lines(null, null)).toEqual([])
  expect(lines(['a.example', 'b.example'], ['x.a.example', 'example'])).toMatchObject([
    { from: 'agent', sentence: 'Tools go only to these domains and what lies below: x.a.example.' },
  ])
  expect(lines(['a.example.com', 'b.example'], ['example.com', 'b.example'])).toMatchObject([
    { from: 'portfolio', sentence: expect.stringContaining(': a.example.com.') },
    { from: 'agent', sentence: expect.stringContaining(': b.example.') },
  ])
  expect(lines(['a.example'], ['b.example'])).toMatchObject([
    { from: 'agent', sentence: 'Tools go to no address at all.' },
  ])
})

test('which skills agents use is one line from the narrowest scope that has a list, and a change of it is said', () => {
  const of = (skills: string[] | null) => PolicyDocument.parse({ skills })
  const lines = (project: string[] | null, agent: string[] | null) =>
    effectiveLines(
      effectivePolicy({ portfolio: null, project: of(project), agent: of(agent) }, defaultPolicy),
    ).filter(({ key }) => key.startsWith('skills'))
  expect(lines(null, null)).toEqual([])
  expect(lines(['weather', 'github'], ['github', 'shell'])).toEqual([
    { key: 'skills.agent', from: 'agent', sentence: 'Agents may use only these skills: github.' },
  ])
  expect(lines(['weather'], null)).toMatchObject([{ from: 'project' }])
  expect(lines(['weather'], ['github'])).toMatchObject([
    { from: 'agent', sentence: 'Agents may use no skill at all.' },
  ])
  expect(changesBetween('agent', of(null), of(['weather']))).toEqual([
    'New: Agents may use only these skills: weather.',
  ])
  expect(changesBetween('agent', of(['weather']), of([]))).toEqual([
    'Agents may use no skill at all. Before: Agents may use only these skills: weather.',
  ])
  expect(changesBetween('agent', of([]), of(null))).toEqual(['No longer: Agents may use no skill at all.'])
})

test('of two budgets that count the same, a change of either is said', () => {
  const of = (...limits: number[]) =>
    PolicyDocument.parse({ budgets: limits.map((limit) => ({ metric: 'usd', period: 'day', limit })) })
  expect(changesBetween('project', of(5, 10), of(5, 20))).toHaveLength(1)
  expect(changesBetween('project', of(5, 10), of(5))).toEqual([
    expect.stringMatching(/^No longer: At most \$10/),
  ])
})
