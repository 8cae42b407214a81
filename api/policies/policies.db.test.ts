import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiServer, aProject, startApi } from '#test/api-server.ts'

let api: ApiServer
let cookie = ''
beforeAll(async () => {
  api = await startApi()
  cookie = await api.signIn('owner')
})
afterAll(() => api?.stop())

const get = async (scopeId: string) => (await api.call('GET', `/api/policies/${scopeId}`, { cookie })).json
const change = (scopeId: string, document: object, version: number, note = '') =>
  api.call('POST', `/api/policies/${scopeId}`, { cookie, body: { document, version, note } })

test('a project begins with what it was created with; a version says what it changed', async () => {
  const { projectId } = await aProject(api)
  const before = await get(projectId)
  expect(before).toMatchObject({ scope: 'project', name: 'Letters', version: 0, versions: [], burn: [] })
  expect(before.document).toMatchObject({ maxRetries: 2, safeTools: [] })
  const budget = { metric: 'usd', period: 'month', limit: 20 }
  const document = { ...before.document, maxRetries: 0, budgets: [budget] }
  const saved = await change(projectId, document, 0, 'less')
  expect(saved).toMatchObject({ status: 200, json: { version: 1 } })
  expect(saved.json.versions).toMatchObject([
    {
      version: 1,
      note: 'less',
      byName: 'The owner',
      changes: [
        'A run that failed is not tried again. Before: A run that failed for a passing reason is tried again 2 times.',
        'New: At most $20.00 a month, $4.00 of it for one run at most; warns at 80 %.',
      ],
    },
  ])
  expect(saved.json.burn).toMatchObject([
    { scope: 'project', metric: 'usd', limit: 20, used: 0, reserved: 0, level: 'fine' },
  ])
  expect(await change(projectId, document, 0)).toMatchObject({
    status: 409,
    json: { code: 'policy_changed' },
  })
})

test('an agent’s rules hold beside those of its project and of all projects, and each says whose it is', async () => {
  const { agentId } = await aProject(api)
  await change('portfolio', { deniedTools: ['deploy_site'] }, 0)
  await change(agentId, { wipLimit: 1, approvals: { pay: { who: 'two' } } }, 0)
  const { lines } = await get(agentId)
  const line = (key: string) => lines.find((one: { key: string }) => one.key === key)
  expect(line('deniedTools.deploy_site')).toMatchObject({ from: 'portfolio' })
  expect(line('wipLimit.agent')).toEqual({
    key: 'wipLimit.agent',
    sentence: 'At most one run at once.',
    from: 'agent',
  })
  expect(line('approvals.pay')).toMatchObject({ sentence: 'Paying needs two approvers.', from: 'agent' })
  expect(line('maxRetries')).toMatchObject({ from: 'project' })
})

test('what would lock everybody out is refused at its field, and nothing is recorded', async () => {
  const { projectId } = await aProject(api)
  await api.pool.query(`update "user" set "removedAt" = now() where role = 'operator'`)
  const refused = await change(projectId, { approvals: { pay: { who: 'two' } } }, 0)
  expect(refused).toMatchObject({
    status: 400,
    json: {
      errors: [
        {
          path: 'body.document.approvals.pay.who',
          message: expect.stringContaining('Invite a second one first'),
        },
      ],
    },
  })
  await api.pool.query(`update "user" set "removedAt" = null`)
  const noDays = { timeZone: 'UTC', days: [], from: '09:00', to: '10:00' }
  expect(await change(projectId, { hours: noDays }, 0)).toMatchObject({
    status: 400,
    json: { errors: [{ path: 'body.document.hours.days' }] },
  })
  expect((await get(projectId)).version).toBe(0)
  expect((await change(`pr_${'0'.repeat(16)}`, {}, 0)).status).toBe(404)
})

test('of two who decide neither can go while a policy needs both', async () => {
  const { projectId } = await aProject(api)
  expect((await change(projectId, { approvals: { pay: { who: 'two' } } }, 0)).status).toBe(200)
  const operator = `/api/operators/${api.operators.operator}`
  for (const { status, json } of [
    await api.call('POST', `${operator}/role`, { cookie, body: { role: 'viewer' } }),
    await api.call('DELETE', operator, { cookie }),
  ]) {
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'would_lock_out' })
    expect(json.detail).toMatch(
      /^Without The operator only one operator could decide, and the policy of Lett/,
    )
  }
  const { rows } = await api.pool.query(`select role, "removedAt" from "user" where id = $1`, [
    api.operators.operator,
  ])
  expect(rows).toEqual([{ role: 'operator', removedAt: null }])
  expect((await change(projectId, {}, 1)).status).toBe(200)
})

test('a policy that needs two, and the removal of the second, at once: one of them is refused', async () => {
  const { projectId } = await aProject(api)
  const operator = `/api/operators/${api.operators.operator}`
  const [saved, removed] = await Promise.all([
    change(projectId, { approvals: { pay: { who: 'two' } } }, 0),
    api.call('DELETE', operator, { cookie }),
  ])
  expect([
    [200, 409],
    [400, 204],
  ]).toContainEqual([saved.status, removed.status])
})
