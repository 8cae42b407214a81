import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, runbookRunStreamId } from '#domain/ids.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { type Role, roles } from '#domain/operator/permissions.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { requestRunbookRun } from '#prisma/write/run-intents.ts'
import { appendRun } from '#prisma/write/runbook-runs.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { type ApiServer, aProject, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'
import { manyFailures } from '#test/many-failures.ts'
import { aRunbook } from '#test/runbooks.ts'
import { aFact } from '#test/stories.ts'
import type { Inbox, InboxItem, UnlistedItems } from './contract.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
  for (const role of roles) await api.signIn(role)
})
afterAll(() => api?.stop())

const minuteMs = 60_000
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * minuteMs).toISOString()
const by = () => ({ at: new Date().toISOString(), actor: 'system:control' })
const read = async (role: Role, limit?: number) =>
  api.call('GET', `/api/inbox${limit === undefined ? '' : `?limit=${limit}`}`, {
    cookie: await api.signIn(role),
  })
const inboxOf = async (role: Role, limit?: number): Promise<Inbox> => (await read(role, limit)).json
const triage = async (path: string, body: object) => {
  const answer = await api.call('POST', `/api/inbox/${path}`, { cookie: await api.signIn('operator'), body })
  expect(answer.json.refused).toEqual([])
}

/** Of those made until now nothing counts. */
const noOtherProjects = () => api.pool.query('update project set removed_at = now() where removed_at is null')

type Change = Partial<FactOf<'approval_requested'>['body']>
const paying = (amountUsd: number, minutes: number): Change => {
  const [tool, parameters] = ['pay_invoice', { amountUsd }]
  const expiresAt = inMinutes(minutes)
  return { tool, parameters, hash: parametersHash(tool, parameters), effectClass: 'pay', expiresAt }
}

interface Approving {
  /** Who agreed already. */
  given?: Role
  /** What the policy of its project says by now. */
  now?: object
}

/** An approval of a task that the owner asked for. */
async function approval(change: Change, { given, now }: Approving = {}): Promise<string> {
  const fact = aProposalFact(change)
  const { proposalId, hash } = fact.body
  const { projectId, story } = await aTaskThat(api, [fact])
  const body = { proposalId, reason: '', hash, intentId: newId('intent'), needs: 'two' as const }
  const actor = given && `operator:${api.operators[given]}`
  if (actor) await story({ at: by().at, actor, type: 'approval_given', body })
  const scope = { scopeId: projectId, scope: 'project', projectId } as const
  const document = now && PolicyDocument.parse(now)
  const changed = { operatorId: api.operators.owner, at: by().at }
  if (document) await changePolicy(api.pool, scope, { document, note: '', version: 0 }, changed)
  return `approval:${proposalId}`
}

async function step(who: 'owner' | 'operator') {
  const review: RunbookStep = { id: 'review', approval: { who, text: 'Send it?' } }
  const { projectId } = await aProject(api)
  const definition = aRunbook([review])
  const run = { projectId, runbookId: 'rb_1', version: 1, definition, inputs: {} }
  const wanted = { at: by().at, actor: `operator:${api.operators.owner}` }
  const ids = { runId: newId('runbookRun'), intentId: newId('intent') }
  await requestRunbookRun(api.pool, { ...ids, ...wanted, run })
  const asked = { stepId: 'review', attempt: 1, taskId: null, dueAt: null, picked: null, text: 'Send it?' }
  const batch = { streamId: runbookRunStreamId(ids.runId), firstSeq: 1, after: 1 }
  const facts = [aFact('runbook_step_started', asked)]
  await appendRun(api.pool, { runId: 'r1', batch: { ...batch, facts }, isCurrentRun: async () => true })
}

const failed = async (hoursAgo: number) => {
  const at = inMinutes(-60 * hoursAgo)
  return aTaskThat(api, [{ at, actor: 'system:control', type: 'task_failed', body: { error: 'no key' } }])
}
const question = (text: string) => {
  const body = { stepId: 's1', questionId: newId('intent'), text, options: [] }
  return aTaskThat(api, [{ ...by(), type: 'question_asked', body }])
}

/** Of every sort what there may be, and of some more than are listed; by the role of who reads it, what ends first. */
async function aMixedInbox(): Promise<Record<Role, string>> {
  await approval({ expiresAt: inMinutes(300) })
  await approval(paying(12, 200))
  await approval(paying(90_000, 2_000))
  await approval({ needs: 'other', expiresAt: inMinutes(30) })
  await approval({ needs: 'two', expiresAt: inMinutes(40) })
  const operators = await approval({ needs: 'two', expiresAt: inMinutes(20) }, { given: 'owner' })
  const owners = await approval({ needs: 'two', expiresAt: inMinutes(10) }, { given: 'operator' })
  await approval({ expiresAt: inMinutes(25) }, { now: { approvals: { send: { who: 'other' } } } })
  await approval(
    { expiresAt: inMinutes(35) },
    { given: 'operator', now: { approvals: { send: { who: 'two' } } } },
  )
  await approval(paying(500, 60), { now: { riskApprovers: { high: 'other' } } })
  for (const who of ['owner', 'owner', 'owner', 'operator'] as const) await step(who)
  for (const text of ['One?', 'Two?', 'Three?']) await question(text)
  await aTaskThat(api, [{ ...by(), type: 'verification_failed', body: { missing: ['letter'] } }])
  const tasks: Awaited<ReturnType<typeof failed>>[] = []
  for (const hours of [9, 8, 7, 6, 5, 4, 3, 2, 1]) tasks.push(await failed(hours))
  const [closed = '', putOff = '', mine = '', dueSoon = ''] = tasks.map(({ taskId }) => `failed:${taskId}`)
  await triage('close', { items: [closed] })
  const offApproval = await approval({ expiresAt: inMinutes(6_000), needs: 'two' }, { given: 'owner' })
  await triage('snooze', { items: [putOff, offApproval], until: inMinutes(90) })
  await triage('assign', { items: [{ id: mine, from: null }], to: api.operators.operator })
  const due = `update task set due_at = now() + interval '1 hour' where 'failed:' || id = $1`
  await api.pool.query(due, [dueSoon])
  const removed = await failed(20)
  await api.pool.query('update project set removed_at = now() where id = $1', [removed.projectId])
  return { owner: owners, operator: operators, viewer: owners }
}

/** How many there are of what is alike to the reader, listed or not. */
function tally({ items, unlisted }: Inbox) {
  const sums = new Map<string, number>()
  const add = (one: Pick<UnlistedItems, 'kind' | 'projectId' | 'waitsFor'>, more: object, count: number) => {
    const key = JSON.stringify({ kind: one.kind, projectId: one.projectId, waitsFor: one.waitsFor, ...more })
    sums.set(key, (sums.get(key) ?? 0) + count)
  }
  for (const item of items)
    add(item, { by: item.assignee?.id ?? null, isSnoozed: item.snoozedUntil !== null }, 1)
  for (const one of unlisted) add(one, { by: one.assigneeId, isSnoozed: one.isSnoozed }, one.count)
  return Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
const waiting = ({ items }: Inbox): InboxItem[] => items.filter(({ snoozedUntil }) => snoozedUntil === null)

test('however few are asked for, they are the first of the whole inbox, and everything else is counted', async () => {
  const endsFirst = await aMixedInbox()
  for (const role of roles) {
    const whole = await inboxOf(role)
    expect(whole.unlisted).toEqual([])
    expect(waiting(whole)).toHaveLength(25)
    expect(whole.items.find(({ until }) => until === whole.endsFirst)?.id).toBe(endsFirst[role])
    for (let limit = 1; limit <= 27; limit++) {
      const first = await inboxOf(role, limit)
      expect(first.items, `${role}, the first ${limit}`).toEqual(waiting(whole).slice(0, limit))
      expect(tally(first), `${role}, counted beside ${limit}`).toEqual(tally(whole))
      expect(first.endsFirst, `${role}, the end beside ${limit}`).toBe(whole.endsFirst)
    }
  }
})

test('what is put off is counted and not listed; when its time has come it waits like any other', async () => {
  const isPutOff = ({ isSnoozed }: { isSnoozed: boolean }) => isSnoozed
  expect((await inboxOf('owner', 40)).unlisted.filter(isPutOff)).toHaveLength(2)
  const past = `jsonb_set(state, '{snooze,until}', to_jsonb($1::text))`
  await api.pool.query(`update inbox_triage set state = ${past} where state->'snooze' <> 'null'`, [
    inMinutes(-1),
  ])
  const { items, unlisted } = await inboxOf('owner', 40)
  expect(unlisted).toEqual([])
  expect(items).toEqual((await inboxOf('owner')).items)
})

test('what was settled or closed is among neither', async () => {
  const { taskId } = await failed(0.5)
  const count = async () =>
    Object.values(tally(await inboxOf('operator', 3))).reduce((sum, one) => sum + one, 0)
  const before = await count()
  await triage('close', { items: [`failed:${taskId}`] })
  expect(await count()).toBe(before - 1)
})

test('what others have to settle, however old, takes no place of what the reader has to', async () => {
  await noOtherProjects()
  for (const who of ['owner', 'owner', 'owner', 'operator'] as const) await step(who)
  for (const role of roles) {
    const whole = await inboxOf(role)
    expect((await inboxOf(role, 1)).items, role).toEqual(whole.items.slice(0, 1))
  }
  expect((await inboxOf('operator', 1)).items).toMatchObject([{ waitsFor: null }])
})

const endsFirst = async (role: Role) => [(await inboxOf(role)).endsFirst, (await inboxOf(role, 3)).endsFirst]

test('the end of what is not listed is told of, to those for whom it waits by the policy of now', async () => {
  await noOtherProjects()
  const dearer = await manyFailures(api, 510)
  await api.pool.query(`update task set since = since - interval '4000 days' where id = any($1)`, [dearer])
  const [sooner, later] = [inMinutes(30_000), inMinutes(40_000)]
  await approval({ expiresAt: sooner }, { now: { approvals: { send: { who: 'other' } } } })
  await approval({ expiresAt: later })
  expect((await inboxOf('owner')).items.map(({ until }) => until)).toEqual(Array(500).fill(null))
  expect(await endsFirst('owner')).toEqual([later, later])
  expect(await endsFirst('operator')).toEqual([sooner, sooner])
  expect(await endsFirst('viewer')).toEqual([sooner, sooner])
})

test('what is put off ends first only once it waits again, and what should have ended never', async () => {
  await noOtherProjects()
  await failed(1)
  expect(await endsFirst('operator')).toEqual([null, null])
  const [over, sooner, later] = [inMinutes(-1), inMinutes(50), inMinutes(60)]
  await approval({ expiresAt: over })
  const items = [await approval({ expiresAt: sooner })]
  await approval({ expiresAt: later })
  await triage('snooze', { items, until: inMinutes(40) })
  expect(await endsFirst('operator')).toEqual([later, later])
  await triage('wake', { items })
  expect(await endsFirst('operator')).toEqual([sooner, sooner])
})

test.each(['0', '501', 'few', '1.5'])('a limit of %s is no limit', async (limit) => {
  const answer = await api.call('GET', `/api/inbox?limit=${limit}`, { cookie: await api.signIn('viewer') })
  expect(answer.status).toBe(400)
})
