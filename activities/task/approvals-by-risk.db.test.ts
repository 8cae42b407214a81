import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { EffectClass } from '#domain/policy/policy.ts'
import type { Parameters } from '#domain/run/run.ts'
import { standingGrants } from '#prisma/read/doors.ts'
import { makeStandingGrant } from '#prisma/write/settings/standing-grants.ts'
import { sayPolicy } from '#test/policies.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
  // The first of their kinds, allowed while nothing was asked by risk.
  await (await proposed(payment(1))).decides('owner')
  await (await proposed(letter('First'))).decides('owner')
})
afterAll(() => setting.close())
beforeEach(() => say({}))

const say = (document: object) => sayPolicy(setting, document)

interface Call {
  tool: string
  effectClass: EffectClass
  parameters: Parameters
}
const payment = (amountUsd: number): Call => ({
  ...{ tool: 'pay_invoice', effectClass: 'pay' as const, parameters: { amountUsd } },
})
const letter = (body: string, to = 'ada@example.com'): Call => ({
  ...{ tool: 'send_message', effectClass: 'send' as const, parameters: { to, body } },
})

let count = 0
async function proposed({ tool, effectClass, parameters }: Call) {
  const proposalId = `p_${(++count).toString(16).padStart(24, '0')}`
  const hash = parametersHash(tool, parameters)
  const task = await aTaskRun(setting, await setting.newTask())
  const effectKey = `task/${task.taskId}/s1/${proposalId}`
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const body = { stepId: 's1', proposalId, tool, parameters, hash, effectClass, effectKey, expiresAt }
  await task.records([], aFact('approval_requested', { ...body, via: 'invoke' }))
  const decides = (role: 'owner' | 'operator', edit?: Parameters) =>
    task.decides(`operator:${setting.operators[role]}`, {
      ...{ proposalId, verdict: 'approved', reason: '' },
      ...(edit ? { hash: parametersHash(tool, edit), edit: { from: hash, parameters: edit } } : { hash }),
    })
  return { proposalId, task, decides, state: async () => (await task.state()).proposals[0] }
}
const typesOf = (facts: { type: string }[]) => facts.map(({ type }) => type)

test('where high risk needs two, the first yes is the first of two and the record says why', async () => {
  await say({ riskApprovers: { high: 'two' } })
  const { task, decides, state } = await proposed(payment(500))
  const risk = { level: 'high', why: ['more than 100 USD'] }
  expect(await decides('owner')).toMatchObject([{ type: 'approval_given', body: { needs: 'two', risk } }])
  expect(await state()).toMatchObject({ status: 'pending', needs: 'two', askedRisk: risk })
  expect(await decides('owner')).toMatchObject([{ body: { code: 'needs_another' } }])
  expect(typesOf(await decides('operator'))).toEqual(['approval_decided', 'effect_claimed'])
  expect(await state()).toMatchObject({ status: 'claimed', needs: 'two', askedRisk: risk })
  expect(await task.state()).toEqual(await rebuilt(setting.pool, task.taskId))
})

test('of less risk one is enough, and nothing more is recorded of it', async () => {
  await say({ riskApprovers: { high: 'two' } })
  const { decides } = await proposed(letter('Hello'))
  const [decided, claimed] = await decides('owner')
  expect(typesOf([decided, claimed].flatMap((one) => one ?? []))).toEqual([
    'approval_decided',
    'effect_claimed',
  ])
  expect(decided?.body).not.toHaveProperty('needs')
  expect(decided?.body).not.toHaveProperty('risk')
})

test('where somebody else must agree to high risk, who asked for the task is refused; the other’s yes says for what', async () => {
  await say({ riskApprovers: { high: 'other' } })
  const { task, decides, state } = await proposed(payment(500))
  expect(await decides('owner')).toMatchObject([
    { type: 'decision_refused', body: { code: 'needs_another' } },
  ])
  expect(await decides('operator')).toMatchObject([
    { type: 'approval_decided', body: { needs: 'other', risk: { level: 'high' } } },
    { type: 'effect_claimed' },
  ])
  expect(await state()).toMatchObject({ needs: 'other', askedRisk: { level: 'high' } })
  expect(await task.state()).toEqual(await rebuilt(setting.pool, task.taskId))
})

test('the risk is that of the record: the first to go there needs two, and the next one to them does not', async () => {
  const to = 'grace@example.com'
  await say({ riskApprovers: { medium: 'two' } })
  const first = await proposed(letter('Hello', to))
  expect(await first.decides('owner')).toMatchObject([
    { type: 'approval_given', body: { risk: { level: 'medium', why: ['it is the first to go there'] } } },
  ])
  expect(typesOf(await first.decides('operator'))).toEqual(['approval_decided', 'effect_claimed'])
  const next = await proposed(letter('Hello again', to))
  expect(typesOf(await next.decides('owner'))).toEqual(['approval_decided', 'effect_claimed'])
})

test('a tool that was never allowed is the first of its kind', async () => {
  await say({ riskApprovers: { high: 'two' } })
  const { decides } = await proposed({
    ...{ tool: 'pay_bill', effectClass: 'pay' as const, parameters: { amountUsd: 5 } },
  })
  expect(await decides('owner')).toMatchObject([
    { type: 'approval_given', body: { risk: { why: ['it moves money', 'it is the first of its kind'] } } },
  ])
})

test('a change is weighed as it is changed', async () => {
  await say({ riskApprovers: { high: 'two' } })
  const less = await proposed(payment(500))
  expect(typesOf(await less.decides('owner', { amountUsd: 20 }))).toEqual([
    ...['proposal_edited', 'approval_decided', 'effect_claimed'],
  ])
  const more = await proposed(payment(21))
  expect(await more.decides('owner', { amountUsd: 501 })).toMatchObject([
    { type: 'proposal_edited', body: { needs: 'two' } },
    { type: 'approval_given', body: { needs: 'two', risk: { level: 'high' } } },
  ])
  expect(await more.state()).toMatchObject({ status: 'pending', needs: 'two', askedRisk: { level: 'high' } })
})

const automatic = { who: 'auto', upToUsd: 50, above: 'one', perDay: 50 }
async function given() {
  const { run } = await (await aTaskRun(setting, await setting.newTask())).prepares()
  return run?.advance ?? []
}

test('a rule lets pass only what is below the risk of which somebody is asked, and says so to the Mac', async () => {
  const approvals = { pay: automatic, delete: automatic }
  await say({ approvals })
  const sources = async () => (await given()).map(({ source }) => source)
  expect((await sources())[0]).not.toHaveProperty('below')
  await say({ approvals, riskApprovers: { high: 'one' } })
  const limited = await sources()
  expect(limited.length).toBeGreaterThan(0)
  for (const source of limited)
    expect(source).toMatchObject({ effectClass: 'pay', below: 'high', knownTools: ['pay_invoice'] })
  await say({ approvals, riskApprovers: { medium: 'other' } })
  expect(await sources()).toEqual([])
})

test('a standing grant is given to no run whose policy asks two for its risk, and else only for what is below', async () => {
  const { proposalId, decides } = await proposed(payment(30))
  await decides('owner')
  const standingGrantId = newId('standingGrant')
  const by = { operatorId: setting.operators.owner, role: 'owner', at: new Date().toISOString() } as const
  const until = new Date(Date.now() + 86_400_000).toISOString()
  const make = () => makeStandingGrant(setting.pool, { standingGrantId, proposalId, count: 50, until }, by)
  await say({ riskApprovers: { medium: 'two' } })
  await expect(make()).rejects.toMatchObject({ code: 'needs_another' })
  await say({ riskApprovers: { medium: 'one', high: 'two' } })
  await make()
  expect((await given())[0]?.source).toMatchObject({ kind: 'standing', standingGrantId, below: 'high' })
  await say({ riskApprovers: { medium: 'two' } })
  expect(await given()).toEqual([])
  expect(await standingGrants(setting.pool)).toMatchObject([
    { id: standingGrantId, idle: 'It needs two approvers, so nobody can allow it in advance.' },
  ])
  await say({})
  expect((await given())[0]?.source).not.toHaveProperty('below')
})
