import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KeyAction, keyActions, keyRefusal } from '#domain/api-key/api-key-rules.ts'
import { newId } from '#domain/ids.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { type ApiServer, aTaskThat, startApi } from '#test/api-server.ts'
import type { Route } from '../http/contract.ts'
import { contracts } from '../server.ts'

type Contracts = typeof contracts
type KeyRoutesOf<C> = { [K in keyof C]: C[K] extends { auth: 'operatorOrKey' } ? K : never }[keyof C]
type KeyRoute = { [K in keyof Contracts]: KeyRoutesOf<Contracts[K]> }[keyof Contracts]

interface Need {
  action: KeyAction
  body?: object
}
const booked = { kind: 'cost', amount: '1', occurredOn: '2026-11-01' }
/** What each route for scripts needs in the scope of a key. One that is missing here does not compile. */
const table: Record<KeyRoute, Need> = {
  getProject: { action: 'read' },
  getTask: { action: 'read' },
  bookMoney: { action: 'bookMoney', body: booked },
  listRunbooks: { action: 'read' },
  getRunbook: { action: 'read' },
  startRunbook: { action: 'startRunbook', body: { inputs: {} } },
  listRunbookRuns: { action: 'read' },
  getRunbookRun: { action: 'read' },
  setKillSwitch: { action: 'setKillSwitch', body: { reason: 'The bounce rate is over 5 %.' } },
}
const all = Object.entries(table) as [KeyRoute, Need][]
const found = Object.values(contracts).flatMap((contract) => Object.entries(contract) as [string, Route][])
const routeOf = (name: string) => found.find(([other]) => other === name)?.[1] as Route

const yaml = `name: Look
steps:
  - {id: look, task: {agent: Ines, title: Look, intent: Look.}}`

let api: ApiServer
const ids: Record<string, string> = { name: 'look' }
beforeAll(async () => {
  api = await startApi()
  const { projectId, taskId } = await aTaskThat(api)
  const cookie = await api.signIn('owner')
  const runbooks = `/api/projects/${projectId}/runbooks`
  await api.call('POST', runbooks, { cookie, body: { yaml } })
  const { json } = await api.call('POST', `${runbooks}/look/runs`, { cookie, body: {} })
  Object.assign(ids, { projectId, scopeId: projectId, taskId, runId: json.runId })
})
afterAll(() => api?.stop())

async function sentWith(name: KeyRoute, { body }: Need, scope: { actions: KeyAction[]; projectId?: string }) {
  const { actions, projectId = ids.projectId ?? '' } = scope
  const by = { operatorId: api.operators.owner, at: new Date().toISOString() }
  const key = { apiKeyId: newId('apiKey'), name: 'Website', actions, projectIds: [projectId] }
  const { token } = await createApiKey(api.pool, key, by)
  const route = routeOf(name)
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, part: string) => ids[part] ?? '')
  return api.call(route.method.toUpperCase(), `/api${path}`, { token, ...(route.body && { body }) })
}

/** Of everything that such a request could have made. */
async function made() {
  const { rows } = await api.pool.query(
    `select (select count(*)::int from entry where type <> 'api_key_created') as entries,
            (select count(*)::int from intent) as intents`,
  )
  return rows[0]
}

describe.each(all)('%s', (name, need) => {
  test('is open to a key that has no more than this in its scope', async () => {
    const { status } = await sentWith(name, need, { actions: [need.action] })
    expect(status).toBe(routeOf(name).status)
  })

  test('tells a key with everything else in its scope what it lacks, and does nothing', async () => {
    const actions = keyActions.filter((action) => action !== need.action)
    const before = await made()
    const { status, json } = await sentWith(name, need, { actions })
    const detail = keyRefusal(
      { name: 'Website', actions, projectIds: [ids.projectId ?? ''] },
      need.action,
      ids.projectId ?? '',
    )
    expect({ status, code: json.code, detail: json.detail }).toEqual({
      status: 403,
      code: 'key_may_not',
      detail,
    })
    expect(await made()).toEqual(before)
  })

  test('tells a key of another project that it is not for this one', async () => {
    const other = await aTaskThat(api)
    const before = await made()
    const { status, json } = await sentWith(name, need, {
      actions: [...keyActions],
      projectId: other.projectId,
    })
    expect({ status, code: json.code }).toEqual({ status: 403, code: 'key_may_not' })
    expect(json.detail).toMatch(/is not for this project/)
    expect(await made()).toEqual(before)
  })
})
