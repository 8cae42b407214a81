import { expect, test } from 'vitest'
import type { BehindStream } from '../backfill/backfill.ts'
import type { Difference, FindingKind } from './finding.ts'
import { compareTasks, type OpenRow, type WorkflowSight, workflowIdOfFinding } from './task-diff-rules.ts'

const row = (taskId: string): OpenRow => ({
  taskId,
  title: `Task ${taskId}`,
  projectId: 'pr_1',
  projectName: 'Letter',
  status: 'needs_verification',
  since: '2026-11-24T12:00:00.000Z',
})
const seen = (taskId: string, change: Partial<WorkflowSight> = {}): WorkflowSight => ({
  taskId,
  status: 'running',
  runId: `run-${taskId}`,
  closedAt: null,
  attempt: 1,
  pauses: [],
  hasRow: true,
  ...change,
})

test('open tasks whose workflows run are in order', () => {
  expect(compareTasks([row('a')], [seen('a'), seen('ended', { attempt: 3 })])).toEqual([])
})

test.each([
  ['terminated', 'its workflow was terminated'],
  ['failed', 'its workflow has failed'],
  ['timed_out', 'its workflow has timed out'],
  ['completed', 'its workflow has ended'],
  ['cancelled', 'its workflow was cancelled'],
  ['none', 'Temporal knows no workflow of it'],
] as const)('an open task whose workflow is %s stands still', (status, words) => {
  const [found] = compareTasks([row('a')], [seen('a', { status })])
  expect(found).toMatchObject({
    kind: 'task',
    difference: status === 'none' ? 'lost' : 'missing',
    subject: { key: 'a', name: 'Task a', where: 'Letter' },
    projectId: 'pr_1',
    ours: 'open, needs verification',
    theirs: words,
  })
})

test.each([
  ['terminated', { by: 'theo', reason: 'by hand' }, 'its workflow was terminated by theo (now): by hand'],
  ['terminated', { by: 'theo', reason: '' }, 'its workflow was terminated by theo (now)'],
  ['failed', { by: '', reason: 'no disk' }, 'its workflow has failed (now): no disk'],
  ['timed_out', undefined, 'its workflow has timed out (now)'],
] as const)('of one that is %s it says by whom and why, as far as is known: %o', (status, cause, words) => {
  const found = (change: Partial<WorkflowSight>) =>
    compareTasks([row('a')], [seen('a', { status, closedAt: 'now', ...change })])[0]
  expect(found({ cause })?.theirs).toBe(words)
  expect(found({ cause })?.mark).toBe(found({})?.mark)
})

test('of one that is stuck it says why the step fails, and stays the same finding', () => {
  const cause = { by: '', reason: 'no such change' }
  const [found, unknown] = [{ cause }, {}].map(
    (change) => compareTasks([row('a')], [seen('a', { attempt: 4, ...change })])[0],
  )
  expect(unknown?.theirs).toBe('has tried its next step more than 3 times (run-a)')
  expect(found).toEqual({ ...unknown, theirs: `${unknown?.theirs}: no such change` })
})

test('a finding about a workflow leads to it, unless Temporal knows none', () => {
  const idOf = (kind: FindingKind, difference: Difference, key: string) =>
    workflowIdOfFinding({ kind, difference, subject: { key, name: 'Letter', where: '' } })
  expect(idOf('task', 'missing', 't_1')).toBe('task/t_1')
  expect(idOf('runbook', 'missing', 'rr_1')).toBe('runbook/rr_1')
  expect(idOf('workflow', 'extra', 't_1')).toBe('task/t_1')
  expect(idOf('reset', 'taken_over', 't_1')).toBe('task/t_1')
  expect(idOf('task', 'lost', 't_1')).toBeNull()
  expect(idOf('cron', 'extra', 'j_1')).toBeNull()
})

test('a workflow that was ended again later is another finding', () => {
  const marks = ['1', '2'].map(
    (closedAt) => compareTasks([row('a')], [seen('a', { status: 'failed', closedAt })])[0]?.mark,
  )
  expect(new Set(marks).size).toBe(2)
})

test('a task that was not looked up is not judged', () => {
  expect(compareTasks([row('a')], [])).toEqual([])
})

test('a workflow without a task, and one that tries the same step again and again', () => {
  const found = compareTasks(
    [row('b')],
    [seen('a', { hasRow: false, attempt: 9 }), seen('b', { attempt: 4 }), seen('c', { attempt: 4 })],
  )
  expect(found.map(({ kind, difference, subject }) => `${kind} ${difference} ${subject.key}`).sort()).toEqual(
    ['workflow extra a', 'workflow stuck b', 'workflow stuck c'],
  )
  expect(found.find(({ subject }) => subject.key === 'b')).toMatchObject({ projectId: 'pr_1' })
})

const behind = (key: string, change: Partial<BehindStream> = {}): BehindStream => ({
  ...{ key, name: `Task ${key}`, projectId: 'pr_1', projectName: 'Letter', kept: 3, known: 5 },
  ...{ lines: ['entry 4: run_ended of then'], lost: [], stops: null, ...change },
})

test('what the record lost is said first, with what can be put back, and nothing else of it', () => {
  const sights = [seen('a', { attempt: 9 }), seen('b', { status: 'completed' }), seen('c', { hasRow: false })]
  const found = compareTasks([row('a'), row('b')], sights, [
    behind('a'),
    behind('b'),
    behind('c', { kept: 0 }),
  ])
  expect(found.map(({ kind, difference, subject }) => `${kind} ${difference} ${subject.name}`)).toEqual([
    'workflow ahead Task a',
    'workflow ahead Task b',
    'workflow ahead Task c',
  ])
  expect(found[0]).toMatchObject({
    ...{ subject: { key: 'a', where: 'Letter' }, projectId: 'pr_1', ours: 'ends with entry 3' },
    theirs: 'knows entries up to 5; they can be put back\nentry 4: run_ended of then',
  })
  expect(found[2]?.ours).toBe('nothing')
  const [lost] = compareTasks([], [], [behind('a', { lost: [4] })])
  expect(lost?.theirs).toContain('1 of them are in no history and stay lost')
  const [stopped] = compareTasks([], [], [behind('a', { stops: 'it went another way' })])
  expect(stopped?.theirs).toContain('can’t all be put back: it went another way')
  expect(new Set([found[0], lost, stopped].map((one) => one?.mark)).size).toBe(3)
})

test('what is paused is said before what is stuck', () => {
  const pause = { activity: 'runAgent', since: null, by: 'theo', reason: 'look first' }
  const whole = { activity: null, since: '2026-11-24T12:00:00.000Z', by: '', reason: '' }
  const seenAs = (change: Partial<WorkflowSight>) =>
    compareTasks([row('a')], [seen('a', { attempt: 9, ...change })])[0]
  expect(seenAs({ pauses: [whole, pause] })).toMatchObject({
    difference: 'paused',
    theirs:
      'it is paused since 2026-11-24T12:00:00.000Z; its activity runAgent is paused by theo (look first)',
  })
  expect(seenAs({})).toMatchObject({ difference: 'stuck' })
  expect(seenAs({ pauses: [pause] })?.mark).not.toBe(seenAs({ pauses: [whole] })?.mark)
  expect(compareTasks([row('a')], [seen('a', { pauses: [pause], hasRow: false })])).toMatchObject([
    { difference: 'extra' },
  ])
})
