import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, aProject, aProposalFact, aTaskThat, startApi } from '#test/api-server.ts'
import { manyFailures } from '#test/many-failures.ts'
import type { Inbox, InboxItem, UnlistedItems } from './contract.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const by = () => ({ at: new Date().toISOString(), actor: 'system:control' })
const inbox = async (): Promise<InboxItem[]> =>
  (await api.call('GET', '/api/inbox', { cookie: await api.signIn('viewer') })).json.items
const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

test('holds what needs a person, what costs most by waiting first, and nothing of removed projects', async () => {
  await aTaskThat(api, [aProposalFact()])
  await api.pool.query('update project set removed_at = now()')
  const question = { stepId: 's1', questionId: 'q_1', text: 'Which one?', options: [] }
  await aTaskThat(api, [{ ...by(), type: 'question_asked', body: question }])
  await aTaskThat(api, [aProposalFact({ expiresAt: soon(2) })])
  await aTaskThat(api, [{ ...by(), type: 'verification_failed', body: { missing: ['letter', 'list'] } }])
  await aTaskThat(api, [{ ...by(), type: 'task_failed', body: { error: 'no key' } }])
  await aTaskThat(api, [{ ...by(), type: 'task_frozen', body: { code: 'fork', message: 'Two stories' } }])
  const effect = aProposalFact({ tool: 'pay' })
  const { proposalId, effectKey } = effect.body
  const told = { proposalId, effectKey, detail: 'killed' }
  await aTaskThat(api, [effect, { ...by(), type: 'effect_uncertain', body: told }])
  const refused = { intentId: 'in_1', command: 'retryTask', message: 'it is done' }
  const { taskId, projectId } = await aTaskThat(api, [
    { ...by(), type: 'intent_undeliverable', body: refused },
  ])
  const items = await inbox()
  expect(items.map(({ kind, line }) => [kind, line])).toEqual([
    ['approval', 'Wants to use send_message'],
    ['uncertain', 'pay may or may not have happened: killed'],
    ['frozen', 'Two accounts of it do not fit together'],
    ['undeliverable', 'The wish to try again was not delivered: it is done'],
    ['question', 'Which one?'],
    ['verification', 'Not proven: letter, list'],
    ['failed', 'no key'],
  ])
  expect(items[0]).toMatchObject({
    agentName: 'Ines',
    until: expect.any(String),
    isPractice: false,
    holds: 1,
  })
  expect(items[3]).toMatchObject({
    id: 'undeliverable:in_1',
    subjectId: 'in_1',
    taskId,
    projectId,
    projectName: 'Letters',
    href: `/tasks/${taskId}`,
    isEffect: false,
    amountUsd: null,
  })
})

test('a decision that a signal told of and nobody made is there; one of a person who may not is not', async () => {
  const told = { code: 'x', message: 'Nobody asked it.' }
  const nobody = { proposalId: null, verdict: null, hash: null, intentId: 'in_forged', ...told }
  const viewer = { proposalId: 'p_x', verdict: 'approved', hash: 'h', intentId: null, ...told } as const
  const { taskId } = await aTaskThat(api, [
    { ...by(), type: 'decision_turned_away', body: nobody },
    { ...by(), type: 'decision_turned_away', body: viewer },
  ])
  const items = (await inbox()).filter((item: InboxItem) => item.taskId === taskId)
  expect(items).toMatchObject([
    { id: 'undeliverable:in_forged', line: 'A decision was not delivered: Nobody asked it.' },
  ])
})

test('an approval that was given waits for the other one, and ranks below what needs the reader', async () => {
  const as = async (role: 'owner' | 'operator' | 'viewer'): Promise<InboxItem[]> =>
    (await api.call('GET', '/api/inbox', { cookie: await api.signIn(role) })).json.items
  for (const role of ['owner', 'operator'] as const) await api.signIn(role)
  const effect = aProposalFact({ needs: 'two', expiresAt: soon(0.1) })
  const { proposalId } = effect.body
  const given = { proposalId, reason: '', hash: effect.body.hash, intentId: 'in_2' }
  await aTaskThat(api, [
    effect,
    { at: by().at, actor: `operator:${api.operators.owner}`, type: 'approval_given', body: given },
  ])
  await aTaskThat(api, [{ ...by(), type: 'task_failed', body: { error: 'no key' } }])
  const [owners, operators, viewers] = [await as('owner'), await as('operator'), await as('viewer')]
  expect(operators[0]).toMatchObject({ subjectId: proposalId, waitsFor: null })
  expect(owners.at(-1)).toMatchObject({ subjectId: proposalId, waitsFor: ['The operator'] })
  expect(owners.slice(0, -1).every(({ waitsFor }) => waitsFor === null)).toBe(true)
  expect(viewers.map(({ waitsFor }) => waitsFor)).not.toContain(null)
  expect(viewers.find(({ subjectId }) => subjectId === proposalId)?.waitsFor).toEqual(['The operator'])
})

test('what an effect would cost is read from its call, as the rule for its approvers reads it', async () => {
  const paper = { tool: 'buy_paper', effectClass: 'buy' as const }
  const { taskId } = await aTaskThat(api, [
    aProposalFact({
      proposalId: 'p_known',
      ...paper,
      parameters: { supplier: 'Fell Mill', amountUsd: 1_140 },
    }),
    aProposalFact({
      proposalId: 'p_unknown',
      ...paper,
      parameters: { supplier: 'Fell Mill', amount: 1_140 },
    }),
    // It moves no money, so what the agent types lowers nothing.
    aProposalFact({ proposalId: 'p_typed', parameters: { to: 'ada@example.com', amountUsd: 0 } }),
  ])
  const amounts = (await inbox())
    .filter((item) => item.taskId === taskId)
    .map(({ subjectId, amountUsd }) => [subjectId, amountUsd])
  expect(Object.fromEntries(amounts)).toEqual({ p_known: 1_140, p_unknown: null, p_typed: null })
})

test('a decision whose day of review has come waits for a person until it is reviewed', async () => {
  const cookie = await api.signIn('operator')
  const { projectId } = await aTaskThat(api)
  const today = new Date().toISOString().slice(0, 10)
  const make = async (title: string, reviewOn: string) => {
    const body = { title, context: '', choice: 'A printed card', reviewOn }
    return (await api.call('POST', `/api/projects/${projectId}/decisions`, { cookie, body })).json.id
  }
  await make('Later', soon(48).slice(0, 10))
  const decisionId = await make('No discount', today)
  const reviews = async () => (await inbox()).filter(({ kind }) => kind === 'decision_review')
  expect(await reviews()).toMatchObject([
    {
      id: `decision_review:${decisionId}`,
      title: 'No discount',
      line: 'Decided: A printed card',
      since: `${today}T00:00:00.000Z`,
      href: `/projects/${projectId}/outcomes#decisions`,
    },
  ])
  const path = `/api/projects/${projectId}/decisions/${decisionId}/review`
  expect((await api.call('POST', path, { cookie, body: { verdict: 'confirmed' } })).status).toBe(200)
  expect(await reviews()).toEqual([])
})

test('of more failures than are shown the oldest are; closed ones take no place, and other kinds keep theirs', async () => {
  await api.pool.query('update project set removed_at = now() where removed_at is null')
  const oldestFirst = (await manyFailures(api, 510)).toReversed()
  const [closed = ''] = oldestFirst
  const cookie = await api.signIn('operator')
  const items = [`failed:${closed}`]
  const answer = await api.call('POST', '/api/inbox/close', { cookie, body: { items, note: 'Known.' } })
  expect(answer.json).toMatchObject({ refused: [] })
  await aTaskThat(api, [aProposalFact({ expiresAt: soon(2_000) })])
  const shown = await inbox()
  expect(shown).toHaveLength(500)
  expect(shown.filter(({ kind }) => kind === 'approval')).toHaveLength(1)
  expect(shown.flatMap(({ kind, taskId }) => (kind === 'failed' ? [taskId] : []))).toEqual(
    oldestFirst.slice(1, 500),
  )
})

const wholeInbox = async (): Promise<Inbox> =>
  (await api.call('GET', '/api/inbox', { cookie: await api.signIn('operator') })).json
const totalOf = (inbox: Inbox, of: (item: UnlistedItems | InboxItem) => boolean = () => true) =>
  inbox.items.filter(of).length + inbox.unlisted.filter(of).reduce((sum, { count }) => sum + count, 0)

test('what is not listed is counted, by project and kind, whoever has it; what is put off is listed beside what waits', async () => {
  await api.pool.query('update project set removed_at = now() where removed_at is null')
  const cookie = await api.signIn('operator')
  const post = async (path: string, body: object) =>
    expect((await api.call('POST', `/api/inbox/${path}`, { cookie, body })).json.refused).toEqual([])
  const old = await manyFailures(api, 520)
  const { projectId } = await aProject(api)
  const young = await manyFailures(api, 30)
  await api.pool.query(`update task set project_id = $2, since = now() where id = any($1)`, [
    young,
    projectId,
  ])
  const [putOff = '', closed = '', mine = ''] = young.map((id) => `failed:${id}`)
  await post('snooze', { items: [putOff], until: soon(5) })
  await post('close', { items: [closed] })
  const to = api.operators.operator
  await post('assign', { items: [{ id: mine, from: null }], to })
  const inbox = await wholeInbox()
  expect(inbox.items).toHaveLength(501)
  expect(inbox.items.at(-1)).toMatchObject({ id: putOff, snoozedUntil: expect.any(String) })
  expect(totalOf(inbox)).toBe(old.length + young.length - 1)
  expect(totalOf(inbox, (item) => item.projectId === projectId)).toBe(29)
  const alike = { kind: 'failed', projectId, waitsFor: null, isSnoozed: false }
  expect(inbox.unlisted.filter((one) => one.projectId === projectId)).toEqual(
    expect.arrayContaining([
      { ...alike, assigneeId: to, count: 1 },
      { ...alike, assigneeId: null, count: 27 },
    ]),
  )
})

test('of other kinds than failures the count is as true, and a viewer’s says for whom they wait', async () => {
  await api.pool.query('update project set removed_at = now() where removed_at is null')
  const ids = await manyFailures(api, 510)
  await api.pool.query(
    `update task set status = 'needs_verification', ended_at = null, wait_detail = 'missing: letter',
            state = '{"missing": ["letter"]}' where id = any($1)`,
    [ids.slice(0, 505)],
  )
  await aTaskThat(api, [aProposalFact()])
  const { json } = await api.call('GET', '/api/inbox', { cookie: await api.signIn('viewer') })
  expect(json.items).toHaveLength(500)
  expect(totalOf(json, ({ kind }) => kind === 'verification')).toBe(505)
  expect(totalOf(json, ({ kind }) => kind === 'failed')).toBe(5)
  expect(totalOf(json)).toBe(511)
  expect(json.unlisted[0].waitsFor).toContain('The operator')
})
