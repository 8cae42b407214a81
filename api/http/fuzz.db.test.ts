import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { newId } from '#domain/ids.ts'
import { weekOf } from '#domain/outcome/iso-week.ts'
import { type ApiServer, aProposalFact, aTaskThat, executorToken, startApi } from '#test/api-server.ts'
import { contracts } from '../server.ts'
import type { Route } from './contract.ts'

/** What people and programs send by mistake or on purpose. */
const oddTexts = [
  '',
  ' ',
  '0',
  '-1',
  '1e999',
  '99999999999999999999',
  'NaN',
  'null',
  'true',
  'x'.repeat(5_000),
  '\u0000',
  'a\ud800',
  '\u202e🂡',
  '../../etc/passwd',
  "'; drop table entry; --",
  '{"$gt":""}',
  '<script>alert(1)</script>',
  '%s%n',
]
const odd: unknown[] = [
  ...oddTexts,
  null,
  0,
  -1,
  1.5,
  1e308,
  true,
  [],
  [null],
  {},
  { $ref: '#' },
  JSON.parse('{"__proto__": {"isAdmin": true}}'),
]

/** Of the project that the fuzzer writes to. */
const yaml = `name: x
steps: [{id: draft, task: {agent: Ines, title: x, intent: x}}]`

let api: ApiServer
let cookie = ''
let fine: Record<string, unknown> = {}
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
  const proposal = aProposalFact()
  const { projectId, agentId, taskId } = await aTaskThat(api, [
    proposal,
    { type: 'task_failed', at: new Date().toISOString(), actor: 'system:control', body: { error: 'no' } },
  ])
  const verdict = { verdict: 'approved', hash: 'b'.repeat(64) }
  fine = {
    ...{ projectId, agentId, taskId, proposalId: proposal.body.proposalId, executorId: 'mac-mini' },
    ...{ questionId: 'q_1', name: 'x', title: 'x', intent: 'x', text: 'x', answer: 'x' },
    ...{ documentId: await aDocument(projectId), version: 1, basedOn: 1, stepId: 's1', q: 'x', words: 'x' },
    ...{ isAlways: false },
    ...{ ...verdict, link: 'connected', detail: '', gateway: null },
    ...{ decisions: [{ ...verdict, proposalId: proposal.body.proposalId }] },
    ...{ workerVersion: '1', token: 'x'.repeat(27), email: 'x@example.com', password: 'x'.repeat(12) },
    ...{ timeZone: 'Europe/Berlin', rhythm: { cron: '0 9 * * *' }, instruction: 'x', version: 1 },
    ...{ operatorId: api.operators.viewer, role: 'operator' },
    ...{ apiKeyId: newId('apiKey'), projectIds: [projectId], actions: ['read'] },
    ...{ mission: '', stage: 'active', reason: '' },
    ...(await someOutcomes(projectId)),
    ...{ scopeId: projectId, document: {}, note: '', version: 0 },
    ...{ yaml, basedOn: 1, inputs: {}, runId: newId('runbookRun'), stepId: 'draft', attempt: 1 },
  }
})
afterAll(() => api?.stop())

async function aDocument(projectId: string): Promise<string> {
  const body = { title: 'Voice', text: '# How\nShort.' }
  return (await api.call('POST', `/api/projects/${projectId}/documents`, { cookie, body })).json.id
}
/** Ids of what there is, and good values for what can be made. */
async function someOutcomes(projectId: string) {
  const content = 'kind,date,amount\ncost,2026-11-01,1'
  const fields = {
    ...{
      kind: 'cost',
      amount: '1.00',
      occurredOn: '2026-11-01',
      reason: 'x',
      choice: 'x',
      week: weekOf(today()),
    },
    ...{ reviewOn: today(), content, lines: [2], perHour: '80', outcome: 'hit', note: '' },
  }
  const make = async (path: string, body: object) =>
    (await api.call('POST', `/api/projects/${projectId}/${path}`, { cookie, body })).json
  const { title, choice, reviewOn, week, kind, amount, occurredOn } = { title: 'x', ...fields }
  return {
    ...fields,
    moneyId: (await make('money', { kind, amount, occurredOn })).id,
    decisionId: (await make('decisions', { title, choice, reviewOn })).id,
    objectiveId: (await make('objectives', { week, title })).id,
    hash: (await make('money/preview', { content })).hash,
  }
}
const today = () => new Date().toISOString().slice(0, 10)

const keysOf = (schema: z.ZodType | undefined) =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
const urlOf = (route: Route, params: Record<string, unknown>) =>
  `/api${route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name]).toWellFormed()))}`

/** Every way to put one odd thing into a request that is fine otherwise. */
function* requestsTo(route: Route): Generator<{ path: string; body?: unknown }> {
  const body = Object.fromEntries(
    keysOf(route.body).flatMap((key) => (key in fine ? [[key, fine[key]]] : [])),
  )
  const withBody = (value: unknown) => (route.body ? { body: value } : {})
  for (const key of keysOf(route.params)) {
    for (const text of oddTexts) yield { path: urlOf(route, { ...fine, [key]: text }), ...withBody(body) }
  }
  for (const key of keysOf(route.query)) {
    for (const text of oddTexts) {
      yield {
        path: `${urlOf(route, fine)}?${key}=${encodeURIComponent(text.toWellFormed())}`,
        ...withBody(body),
      }
    }
  }
  if (!route.body) return
  for (const value of odd) yield { path: urlOf(route, fine), body: value }
  for (const key of [...keysOf(route.body), 'unknown']) {
    for (const value of odd) yield { path: urlOf(route, fine), body: { ...body, [key]: value } }
  }
}

const all = Object.values(contracts).flatMap((contract) => Object.entries(contract) as [string, Route][])

test.each(all)('%s answers anything with an answer', { timeout: 60_000 }, async (_name, route) => {
  const token = route.auth === 'executor' ? { token: executorToken } : { cookie }
  const answers = await Promise.all(
    [...requestsTo(route)].map(async ({ path, body }) => {
      const method = route.method.toUpperCase()
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? JSON.stringify(body) : body }
      const answer = await api.call(method, path, { ...token, ...sent })
      return { path, body, status: answer.status, problem: answer.json?.title }
    }),
  )
  expect(answers.filter(({ status }) => status >= 500)).toEqual([])
})

test('nothing that was sent is anything but data', async () => {
  expect((await api.pool.query('select 1 from entry')).rowCount).toBeGreaterThan(0)
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  const { json } = await api.call('GET', '/api/ledger?limit=200', { cookie })
  expect(json.items.length).toBeGreaterThan(0)
})
