import { expect, test } from 'vitest'
import { ApiProblem } from '../../http/client.ts'
import { anAgent } from '../../http/sample-data.ts'
import { noBudget } from './budget-draft.ts'
import { type DeliverableDraft, noDeliverable } from './deliverable-draft.ts'
import { noDue } from './due-draft.ts'
import { agentChoices, fieldErrors, newTaskOf, type TaskDraft } from './new-task-draft.ts'

const aDraft = (change: Partial<TaskDraft> = {}): TaskDraft => ({
  agentId: 'ag_0123456789abcdef',
  title: 'Write',
  intent: 'Write it.',
  priority: 'normal',
  budget: noBudget,
  ...noDue,
  deliverables: [],
  ...change,
})

const now = new Date('2026-11-24T12:00:00.000Z')
const aLine = (change: Partial<DeliverableDraft> = {}) => ({ ...noDeliverable(), ...change })

test('a draft becomes a request in the project of its agent', () => {
  const deliverables = [
    aLine({ title: ' a.html ' }),
    aLine(),
    aLine({ title: 'Page', kind: 'url', contains: 'Hi', url: ' https://a.test/ ' }),
    aLine({ title: 'Site', kind: 'url', contains: 'Hi' }),
    aLine({ title: 'Copy', kind: 'file', sha256: 'ab' }),
    aLine({ title: 'Letter', kind: 'file' }),
    aLine({ title: 'Sums', kind: 'json', path: ' sums.json ', schema: '{"type": "object"}' }),
    aLine({ title: 'Report', kind: 'json', schema: '{}' }),
    aLine({ title: 'Work', kind: 'commit', repository: 'site ', message: 'Issue', branch: 'main' }),
    aLine({ title: 'Tag', kind: 'commit', commit: 'v1' }),
    aLine({ title: 'Look', kind: 'review' }),
  ]
  expect(newTaskOf(aDraft({ deliverables }), [anAgent()], now)).toEqual({
    projectId: 'pr_0123456789abcdef',
    agentId: 'ag_0123456789abcdef',
    title: 'Write',
    intent: 'Write it.',
    priority: 'normal',
    deliverables: [
      'a.html',
      { title: 'Page', check: { kind: 'url', url: 'https://a.test/', contains: 'Hi' } },
      { title: 'Site', check: { kind: 'url', url: null, contains: 'Hi' } },
      { title: 'Copy', check: { kind: 'file', sha256: 'ab' } },
      { title: 'Letter', check: { kind: 'file', sha256: null } },
      { title: 'Sums', check: { kind: 'json', path: 'sums.json', schema: { type: 'object' } } },
      { title: 'Report', check: { kind: 'json', path: null, schema: {} } },
      {
        title: 'Work',
        check: { kind: 'commit', repository: 'site', commit: null, contains: 'Issue', branch: 'main' },
      },
      { title: 'Tag', check: { kind: 'commit', commit: 'v1', contains: null, branch: null } },
      { title: 'Look', check: { kind: 'review' } },
    ],
  })
})

test('a deadline by the reader’s clock is sent as a time of its own, with what happens then', () => {
  const due = '2026-11-26T18:00'
  expect(newTaskOf(aDraft({ due, dueEnd: 'cancel' }), [anAgent()], now)).toMatchObject({
    dueAt: new Date(due).toISOString(),
    dueEnd: 'cancel',
  })
  const errorsOf = (change: Partial<TaskDraft>) => newTaskOf(aDraft(change), [anAgent()], now)
  expect(errorsOf({ due: '2026-11-20T18:00' })).toEqual({
    errors: { due: 'is in the past: choose a time that is to come' },
  })
  expect(errorsOf({ isDueHalf: true })).toEqual({ errors: { due: 'Give both the day and the time.' } })
})

test('what a draft lacks is said at the field', () => {
  expect(newTaskOf(aDraft({ agentId: null, title: ' ', intent: '' }), [anAgent()], now)).toEqual({
    errors: {
      agentId: 'Choose the agent that does it.',
      title: 'Give it a title.',
      intent: 'Say what the agent should do.',
    },
  })
})

test('what a deliverable lacks is said in its line', () => {
  const deliverables = [
    aLine(),
    aLine({ title: 'Page', kind: 'url' }),
    aLine({ kind: 'file', sha256: 'ab' }),
    aLine({ title: ' Page' }),
    aLine({ title: 'Sums', kind: 'json' }),
    aLine({ title: 'Report', kind: 'json', schema: '{type: object}' }),
    aLine({ kind: 'commit', branch: 'main' }),
    aLine({ kind: 'review' }),
  ]
  expect(newTaskOf(aDraft({ deliverables }), [anAgent()], now)).toEqual({
    errors: {
      'deliverables.1.contains': 'Say what text must be there.',
      'deliverables.2.title': 'Give it a title.',
      'deliverables.3.title': 'Page is declared twice.',
      'deliverables.4.schema': 'Paste the JSON Schema that it must match.',
      'deliverables.5.schema': expect.stringMatching(/^This is not JSON: /),
      'deliverables.6.title': 'Give it a title.',
      'deliverables.7.title': 'Give it a title.',
    },
  })
})

test('what the server finds wrong with a deliverable stands in its line, blank ones not counted', () => {
  const lines = [
    ...[aLine(), aLine({ title: 'A' }), aLine({ title: 'Page', kind: 'url', contains: 'x' })],
    ...[aLine({ title: 'Sums', kind: 'json' }), aLine({ title: 'Site', kind: 'commit' })],
  ]
  const found = (path: string) => {
    const errors = [{ path, message: 'not so' }]
    return fieldErrors(new ApiProblem({ type: 'about:blank', status: 400, title: 'Invalid', errors }), lines)
  }
  expect(found('body.deliverables.1.check.url')).toEqual({ 'deliverables.2.url': 'not so' })
  expect(found('body.deliverables.2.check.schema')).toEqual({ 'deliverables.3.schema': 'not so' })
  expect(found('body.deliverables.2.check.path')).toEqual({ 'deliverables.3.path': 'not so' })
  expect(found('body.deliverables.3.check.contains')).toEqual({ 'deliverables.4.message': 'not so' })
  expect(found('body.deliverables.3.check.branch')).toEqual({ 'deliverables.4.branch': 'not so' })
  expect(found('body.deliverables.0.title')).toEqual({ 'deliverables.1.title': 'not so' })
  expect(found('body.deliverables.1')).toEqual({ 'deliverables.2.title': 'not so' })
  expect(found('body.dueAt')).toEqual({ due: 'not so' })
  expect(found('body.deliverables')).toEqual({ deliverables: 'not so' })
  expect(found('body.deliverables.9')).toEqual({ deliverables: 'not so' })
})

test('errors of the server stand at their fields, everything else at the button', () => {
  const problem = (errors?: { path: string; message: string }[], status = 400) =>
    new ApiProblem({ type: 'about:blank', status, title: 'Invalid', detail: 'Not so.', errors })
  expect(fieldErrors(problem([{ path: 'deliverables.0', message: 'too long' }]))).toEqual({
    deliverables: 'too long',
  })
  expect(fieldErrors(problem([{ path: 'body.title', message: 'empty' }]))).toEqual({ title: 'empty' })
  expect(fieldErrors(problem([{ path: 'projectId', message: 'gone' }]))).toEqual({ form: 'Not so.' })
  expect(fieldErrors(problem())).toEqual({ form: 'Not so.' })
  expect(fieldErrors(problem([], 0)).form).toContain('it is made once only')
})

test('an agent without executor is listed and cannot be chosen', () => {
  const agents = [anAgent(), anAgent({ id: 'ag_2', name: 'Archivist', role: '', executorId: null })]
  agents.push(anAgent({ id: 'ag_3', name: 'Bo', role: '', retiredAt: '2026-11-24T12:00:00.000Z' }))
  expect(agentChoices(agents)).toEqual([
    { value: 'ag_0123456789abcdef', label: 'Ines, Letter editor', disabled: false },
    { value: 'ag_2', label: 'Archivist (no executor)', disabled: true },
    { value: 'ag_3', label: 'Bo (retired)', disabled: true },
  ])
})
