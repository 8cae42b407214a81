import { expect, test } from 'vitest'
import type { Home } from '#api/home/contract.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import { aRunEnd, aTask, ledgerOfTold, minute, office, told } from '../../told.ts'
import { type HomeParts, homeChecked, homeParts, momentOf } from './parts.ts'

const now = new Date(minute(90))
const [sunday, nextSunday] = ['2026-11-29T23:59:59.000Z', '2026-12-06T23:59:59.000Z']
const of = 'task/t_1'
const dueTask = (id: string, dueAt: string) => {
  const asked = aTask(id, 'Sources')
  const due = { deadline: { at: dueAt, end: 'late' as const } }
  const deliverables = [{ title: 'Sources', check: { kind: 'artifact' as const } }]
  return { ...asked, body: { ...asked.body, ...due, deliverables } }
}
const objective = (objectiveId: string, week: string, title: string) =>
  told('objective_set', 'project/pr_1', { objectiveId, week, title, target: '1' })
const budgets = [{ metric: 'runs', period: 'lifetime', limit: 1, perRun: null, warnAt: 80 }]

/** Something in every part of the page. */
const ledger = ledgerOfTold(
  ...office,
  aTask('t_1', 'Letter'),
  told('policy_changed', 'policy/ag_1', {
    ...{ scope: 'agent', version: 1, note: '', document: { budgets } as PolicyDocument },
  }),
  told('run_queued', of, {
    ...{ stepId: 's1', runId: 'r', sessionKey: 'k', reason: 'start', executorId: 'mac-mini' },
    ...{ contextHash: 'h', reserved: { tokens: null, costNanoUsd: 3 } },
  }),
  aRunEnd('t_1', null, 'failed'),
  told('retry_scheduled', of, { stepId: 's1', retryAt: minute(9), attempt: 1, error: 'answered 503' }),
  told('artifact_recorded', of, {
    ...{ stepId: 's1', itemId: 'i', title: 'Cover', artifactKind: 'file', location: 'c', hash: 'h', size: 1 },
  }),
  told('deliverable_checked', of, {
    ...{ title: 'Letter', check: 'file', passed: true, artifactId: null },
    evidence: { words: '', location: null, hash: 'h', size: null },
  }),
  told('verification_failed', of, { missing: ['Cover'] }),
  told('work_accepted', of, { note: '', intentId: 'in_1' }),
  told('task_done', of, { summary: '' }),
  dueTask('t_2', sunday),
  told('verification_failed', 'task/t_2', { missing: ['Sources'] }),
  dueTask('t_3', nextSunday),
  told('run_held', 'task/t_3', { kind: 'budget', reason: 'spent', until: null }),
  aTask('t_4'),
  objective('ob_1', '2026-W48', 'Ten readers'),
  told('objective_closed', 'project/pr_1', {
    ...{ objectiveId: 'ob_1', week: '2026-W48', title: 'Ten readers', outcome: 'hit', note: '' },
  }),
  objective('ob_2', '2026-W49', 'Twenty readers'),
  objective('ob_3', '2026-W47', 'Five readers'),
  told('revenue_booked', 'project/pr_1', {
    ...{ moneyId: 'mo_1', amount: '10.10', currency: 'USD', occurredOn: '2026-11-25', source: 'form' },
    ...{ note: '', externalId: null, importedFrom: null },
  }),
  told('beat_missed', 'agent/ag_1', {
    ...{ scheduledAt: minute(1), until: minute(2), count: 2, settingsVersion: 1 },
  } as never),
  told('finding_opened', 'finding/fd_1', {
    ...{ scope: 'mac-mini', projectId: null, kind: 'cron', subject: { key: 'k', name: 'n', where: '' } },
    ...{ difference: 'extra', ours: null, theirs: null },
  }),
)

const home = Object.fromEntries(
  Object.entries(homeParts).map(([key, { recorded }]) => [key, recorded(ledger, now)]),
) as unknown as Home

const wrongIn = (changed: Home) =>
  homeChecked(changed, ledger, now).filter(({ differences }) => differences.length > 0)

test('a page that says what the entries say is right in every part', () => {
  expect(homeChecked(home, ledger, now)).toHaveLength(13)
  expect(wrongIn(home)).toEqual([])
  expect(home.week).toMatchObject({
    ...{ shippedCount: 2, waivedCount: 1, toShipCount: 2, dueCount: 1, dueNextCount: 1 },
    ...{ objectiveCount: 2, hitCount: 1, plannedCount: 1 },
    objectives: [{ title: 'Ten readers' }, { title: 'Twenty readers' }, { title: 'Five readers' }],
  })
  expect(home.projects).toMatchObject([
    { shipped: 2, waived: 1, blocked: 2, objectives: 2, objectivesHit: 1 },
  ])
})

type Path = (string | number)[]
const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Every figure and word of it, by where it stands; of a list that holds nothing the list. */
const leavesOf = (value: unknown, path: Path = []): Path[] =>
  isGroup(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...path, key]))
    : [path]

/** Another figure, or one more letter, there. */
function changedAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) {
    if (Array.isArray(value)) return [...value, { why: 'run_without_price', count: 1 }]
    if (typeof value === 'number') return value + 1
    return `${value ?? ''}1`
  }
  const copy: Record<string, unknown> = Array.isArray(value)
    ? ([...value] as never)
    : { ...(value as object) }
  copy[key] = changedAt(copy[key], rest)
  return copy
}

test.each(leavesOf(home).map((path) => [path.join('.'), path] as const))('a wrong %s shows', (_, path) => {
  const [key] = path
  expect(wrongIn(changedAt(home, path) as Home)).toMatchObject([
    { name: homeParts[key as keyof Home].name, differences: [expect.stringContaining('the ledger says')] },
  ])
})

test.each(Object.keys(homeParts))('a field more in %s shows', (key) => {
  const part: unknown = home[key as keyof Home]
  const first = Array.isArray(part) ? part[0] : part
  if (!isGroup(first)) return
  const more = { ...first, somethingNew: 1 }
  const changed = Array.isArray(part) ? [more, ...part.slice(1)] : more
  expect(wrongIn({ ...home, [key]: changed })).toHaveLength(1)
})

test('a key of the page for which nobody asks the ledger does not compile', () => {
  const { drift: _, ...rest } = homeParts
  // @ts-expect-error drift is not among them
  const incomplete: HomeParts = rest
  expect(Object.keys(incomplete)).toHaveLength(12)
})

test('the page tells of a moment between question and answer, or it is wrong', () => {
  const at = now.getTime()
  expect(momentOf(home, at - 5, at + 5)).toEqual(now)
  expect(momentOf(home, at + 1, at + 5)).toEqual(new Date(at + 1))
  expect(momentOf(home, at - 5, at - 1)).toEqual(new Date(at - 5))
})
