import { afterAll, beforeAll, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { type ApiServer, aProject, racing, startApi } from '#test/api-server.ts'

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

test('what would expire at once, or starts nothing, is refused at its field', async () => {
  const { projectId } = await aProject(api)
  const budgets = [{ metric: 'usd', period: 'day', limit: 1e-10 }]
  const { status, json } = await change(projectId, { approvalTtlMs: 1_000, budgets }, 0)
  expect(status).toBe(400)
  expect(json.errors).toMatchObject([
    { path: 'body.document.approvalTtlMs', message: expect.stringMatching(/^must be at least one minute/) },
    { path: 'body.document.budgets.0.limit', message: expect.stringMatching(/^must be at least \$0\.01/) },
  ])
})

test('an amount is taken only for what pays or buys; one that was saved before is read as unknown, and kept', async () => {
  const { projectId } = await aProject(api)
  const limit = { who: 'one', upToUsd: 10, above: 'two' }
  const refused = await change(projectId, { approvals: { pay: limit, deploy: limit } }, 0)
  expect(refused.status).toBe(400)
  expect(refused.json.errors).toMatchObject([
    { path: 'body.document.approvals.deploy.upToUsd', message: expect.stringContaining('leave it empty') },
  ])
  const document = PolicyDocument.parse({ approvals: { deploy: limit } })
  await changePolicy(
    api.pool,
    { scopeId: projectId, scope: 'project', projectId },
    { document, note: '', version: 0 },
    { operatorId: api.operators.owner, at: new Date().toISOString() },
  )
  const { lines } = await get(projectId)
  expect(lines.find(({ key }: { key: string }) => key === 'approvals.deploy').sentence).toBe(
    'Deploying needs two approvers: an amount, here up to $10.00, counts for paying and buying alone.',
  )
  expect((await change(projectId, { ...document, wipLimit: 2 }, 1)).status).toBe(200)
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

const at = (day: number, from = '09:00', to = '10:00') => ({
  hours: { timeZone: 'UTC', days: [day], from, to },
})
const refusedFor = (name: string) => ({
  status: 400,
  json: {
    errors: [
      {
        path: 'body.document.hours.from',
        message: `${name} could never start: together with its own hours no time is left.`,
      },
    ],
  },
})

test('hours that leave an agent of the project no time are refused by its name, from both sides', async () => {
  const { projectId, agentId } = await aProject(api)
  expect((await change(agentId, at(1), 0)).status).toBe(200)
  expect(await change(projectId, at(2), 0)).toMatchObject(refusedFor('Ines'))
  expect((await get(projectId)).version).toBe(0)
  expect((await change(projectId, at(1, '09:30', '12:00'), 0)).status).toBe(200)
  expect((await change(agentId, at(2), 1)).status).toBe(400)
  const elsewhere = await aProject(api)
  expect((await change(elsewhere.projectId, at(2), 0)).status).toBe(200)
  await api.pool.query('update agent set retired_at = now() where id = $1', [agentId])
  expect((await change(projectId, at(2), 1)).status).toBe(200)
})

test('of two changes at once that leave no time together, the second is refused', async () => {
  const { projectId, agentId } = await aProject(api)
  const sides = [() => change(projectId, at(1), 0), () => change(agentId, at(2), 0)]
  const answers = await racing(api, async () => sides.pop()?.(), 2)
  expect(answers.map((answer) => answer?.status).sort()).toEqual([200, 400])
})

test('hours of all projects leave each project and agent in them some time, its project’s hours counted', async () => {
  const { projectId, agentId } = await aProject(api)
  await api.pool.query('update project set removed_at = now() where id <> $1', [projectId])
  const { version } = await get('portfolio')
  await change(agentId, at(1, '09:00', '12:00'), 0)
  await change(projectId, at(1, '11:00', '14:00'), 0)
  expect(await change('portfolio', at(2), version)).toMatchObject({
    json: {
      errors: [{ message: expect.stringMatching(/^Letters, Ines could never start: together with their/) }],
    },
  })
  expect(await change('portfolio', at(1, '12:00', '15:00'), version)).toMatchObject(refusedFor('Ines'))
  expect((await change('portfolio', at(1, '08:00', '12:00'), version)).status).toBe(200)
  await change('portfolio', {}, version + 1)
})

test('what was locked out before refuses no other change', async () => {
  const { projectId, agentId } = await aProject(api)
  await change(agentId, at(1), 0)
  await change(projectId, at(1), 0)
  await api.pool.query(
    `update policy set document = jsonb_set(document, '{hours,days}', '[2]') where scope_id = $1`,
    [agentId],
  )
  expect((await change(projectId, { ...at(1), wipLimit: 2 }, 1)).status).toBe(200)
  expect(await change(projectId, at(3), 2)).toMatchObject(refusedFor('Ines'))
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

test('one budget is raised for good as a version of its own, and nothing else of the document changes', async () => {
  const { projectId } = await aProject(api)
  const { document } = await get(projectId)
  const budgets = [
    { metric: 'usd', period: 'day', limit: 1 },
    { metric: 'usd', period: 'month', limit: 20 },
  ]
  const before = (await change(projectId, { ...document, wipLimit: 2, budgets }, 0)).json
  const raise = (limit: number, version: number, more: object = {}) =>
    api.call('POST', `/api/policies/${projectId}/budget-raise`, {
      cookie,
      body: { metric: 'usd', period: 'month', limit, version, note: 'The year ends', ...more },
    })
  for (const [limit, more] of [
    [20, {}],
    [5, {}],
    [2_000_000, {}],
    [9, { metric: 'runs' }],
  ] as const)
    expect(await raise(limit, 1, more)).toMatchObject({
      ...{ status: 400, json: { errors: [{ path: 'body.limit' }] } },
    })
  expect(await raise(30, 0)).toMatchObject({ status: 409, json: { code: 'policy_changed' } })
  const raised = await raise(30, 1)
  expect(raised).toMatchObject({ status: 200, json: { version: 2 } })
  const [day, month] = before.document.budgets
  expect(raised.json.document).toEqual({ ...before.document, budgets: [day, { ...month, limit: 30 }] })
  expect(raised.json.versions[0]).toMatchObject({
    ...{ version: 2, note: 'The year ends', byName: 'The owner' },
    changes: [expect.stringMatching(/^At most \$30\.00 a month.* Before: At most \$20\.00 a month/)],
  })
  const asOperator = await api.call('POST', `/api/policies/${projectId}/budget-raise`, {
    ...{ cookie: await api.signIn('operator') },
    body: { metric: 'usd', period: 'month', limit: 40, version: 2 },
  })
  expect(asOperator).toMatchObject({ status: 403, json: { code: 'role_may_not' } })
})

test('versions beyond those on the page are read on to the first, each with what it changed', async () => {
  const { agentId } = await aProject(api)
  for (let version = 0; version < 52; version++) await change(agentId, { wipLimit: version + 1 }, version)
  const page = await get(agentId)
  const numbers = ({ items }: { items: { version: number }[] }) => items.map(({ version }) => version)
  expect(page.versions).toHaveLength(50)
  const versions = async (query: string) =>
    (await api.call('GET', `/api/policies/${agentId}/versions${query}`, { cookie })).json
  expect((await versions('')).items).toEqual(page.versions)
  const older = await versions(`?before=${page.versions.at(-1).version}`)
  expect(older).toMatchObject({
    items: [
      { version: 2, changes: ['At most 2 runs at once. Before: At most one run at once.'] },
      { version: 1, changes: ['New: At most one run at once.'] },
    ],
    next: null,
  })
  const some = await versions('?limit=1&before=52')
  expect([numbers(some), some.next]).toEqual([[51], 51])
  expect(await versions('?before=1')).toEqual({ items: [], next: null })
  expect(numbers(await versions(`?before=${Number.MAX_SAFE_INTEGER}&limit=1`))).toEqual([52])
})

// The last one: where the removal is the faster, the operator is gone.
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
