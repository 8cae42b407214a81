import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { AdvanceGrant } from '#domain/grant/grant.ts'
import { newId } from '#domain/ids.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { ordersFor } from '#prisma/read/kill-switches.ts'
import { type PolicyOwner, policyInForce, policyOwner } from '#prisma/read/policies.ts'
import { leftGrants, settleLeftGrants } from '#prisma/write/left-grants.ts'
import { changeRole, removeOperator } from '#prisma/write/settings/operators.ts'
import {
  endStandingGrants,
  makeStandingGrant,
  revokeStandingGrant,
} from '#prisma/write/settings/standing-grants.ts'
import { stopRunsWithRevoked } from '#prisma/write/stops.ts'
import { advanceOf, at, days, ended, hash, openGrantSetting, type Task, used } from '#test/standing-grants.ts'

const { setting, say, anApproval, by, aGrant, newTask, usesOf, closeAll, rowsApart } =
  await openGrantSetting()
afterAll(() => setting.close())
beforeEach(() => say({}))

const bill = { tool: 'send_invoice', parameters: { to: 'ada', amountUsd: 5 }, effectClass: 'pay' }
const billHash = parametersHash(bill.tool, bill.parameters)
const ofBill = { change: { ...bill, hash: billHash }, of: billHash }

describe('a standing grant is counted', () => {
  beforeEach(closeAll)

  test('runs that are due at once share what it has, each a part, and never more than its count', async () => {
    const id = await aGrant(7)
    const tasks = await Promise.all(Array.from({ length: 4 }, () => newTask()))
    const runs = await Promise.all(tasks.map((task) => task.prepares()))
    const keys = runs.flatMap(({ run }) => advanceOf(run).map(({ effectKey }) => effectKey))
    expect(new Set(keys).size).toBe(7)
    expect(await usesOf(id)).toEqual({ used: 0, out: 7 })
    for (const task of tasks) await task.records([], ended('s1', true))
    expect(await usesOf(id)).toEqual({ used: 0, out: 0 })
  })

  test('each use is an effect that names it; used up, it ends, and the next run asks', async () => {
    const id = await aGrant(2)
    const task = await newTask()
    const { run } = await task.prepares()
    for (const one of advanceOf(run)) await used(task, one)
    expect((await task.state()).proposals).toMatchObject([
      { status: 'claimed', passedBy: { kind: 'standing', standingGrantId: id }, usedIn: 's1', hash },
      { status: 'claimed', passedBy: { kind: 'standing', standingGrantId: id } },
    ])
    expect(await endStandingGrants(setting.pool, new Date())).toBe(1)
    expect(await endStandingGrants(setting.pool, new Date())).toBe(0)
    const { rows } = await setting.pool.query(
      `select body from entry where stream_id = $1 and type = 'standing_grant_ended'`,
      [`standing-grant/${id}`],
    )
    expect(rows).toEqual([{ body: { why: 'used_up', uses: 2 } }])
    const next = await newTask()
    expect(advanceOf((await next.prepares()).run)).toEqual([])
  })

  test('what a run left behind of whose end nobody heard stays out, until its Mac made it void', async () => {
    const id = await aGrant(3)
    const task = await newTask()
    const [first, ...rest] = advanceOf((await task.prepares()).run)
    await task.records([], ended('s1', false))
    expect(await usesOf(id)).toEqual({ used: 0, out: 3 })
    expect(advanceOf((await (await newTask()).prepares()).run)).toEqual([])
    const left = await leftGrants(setting.pool, 'mac-mini')
    expect(left).toEqual(expect.arrayContaining([first, ...rest].map((one) => one?.effectKey)))
    const seen = { used: [first?.effectKey ?? ''], released: rest.map(({ effectKey }) => effectKey) }
    await settleLeftGrants(setting.pool, seen, { at: at(), isBehind: async () => true })
    expect(await usesOf(id), 'the numbers of what a restore lost stay free').toEqual({ used: 0, out: 3 })
    for (let times = 0; times < 2; times++)
      await settleLeftGrants(setting.pool, seen, { at: at(), isBehind: async () => false })
    expect(await usesOf(id)).toEqual({ used: 1, out: 0 })
    const { rows } = await setting.pool.query(
      `select actor from entry where stream_id = $1 and type = 'grants_released'`,
      [`task/${task.taskId}`],
    )
    expect(rows).toEqual([{ actor: 'system:control' }])
    expect(advanceOf((await (await newTask()).prepares()).run)).toHaveLength(2)
  })
})

describe('a standing grant ends', () => {
  beforeEach(closeAll)

  test('revoked, it is given to nobody, its Mac is told, and the run that has it is stopped once', async () => {
    const id = await aGrant(3)
    const task = await newTask()
    expect(advanceOf((await task.prepares()).run)).toHaveLength(3)
    await revokeStandingGrant(setting.pool, { standingGrantId: id, reason: 'enough' }, by())
    await expect(
      revokeStandingGrant(setting.pool, { standingGrantId: id, reason: '' }, by()),
    ).rejects.toMatchObject({ code: 'already_ended' })
    const told = async () => (await ordersFor(setting.pool, 'mac-mini')).revokedGrants ?? []
    expect(await told()).toContain(id)
    for (let times = 0; times < 2; times++) await stopRunsWithRevoked(setting.pool)
    expect(await task.intents('stopRun')).toMatchObject([
      { body: { stepId: 's1', reason: expect.stringMatching(/^The operator revoked a standing grant/) } },
    ])
    expect(advanceOf((await (await newTask()).prepares()).run)).toEqual([])
    await task.records([], ended('s1', true))
    expect(await told()).not.toContain(id)
  })
  test('who made it may not any more: it is revoked with that, and given to nobody', async () => {
    const { pool, operators } = setting
    const maker = { ...by(), operatorId: operators.viewer }
    const owner = () => ({ operatorId: operators.owner, at: at() })
    const revokedOf = async (id: string) => {
      const { rows } = await pool.query(
        `select actor, body from entry where stream_id = $1 and type = 'standing_grant_revoked'`,
        [`standing-grant/${id}`],
      )
      return rows
    }
    await changeRole(pool, maker.operatorId, 'owner', owner())
    const others = await aGrant(1, ofBill)
    const demoted = await aGrant(40, { maker })
    await changeRole(pool, maker.operatorId, 'operator', owner())
    expect(await revokedOf(demoted)).toEqual([])
    await changeRole(pool, maker.operatorId, 'viewer', owner())
    const actor = `operator:${operators.owner}`
    expect(await revokedOf(demoted)).toEqual([{ actor, body: { reason: 'The viewer is a viewer now.' } }])
    await changeRole(pool, maker.operatorId, 'operator', owner())
    const left = await aGrant(40, { maker })
    await removeOperator(pool, maker.operatorId, owner())
    expect(await revokedOf(left)).toEqual([{ actor, body: { reason: 'The viewer was removed.' } }])
    expect(await revokedOf(demoted)).toHaveLength(1)
    const given = advanceOf((await (await newTask()).prepares()).run)
    expect(given.map(({ source }) => source)).toMatchObject([{ standingGrantId: others }])
    expect(await rowsApart()).toEqual([])
  })

  test('one whose time is over is given to nobody and ends', async () => {
    const until = Date.now() + 10_000
    const id = await aGrant(3, { until: new Date(until).toISOString() })
    await expect.poll(() => Date.now()).toBeGreaterThan(until)
    expect(advanceOf((await (await newTask()).prepares()).run)).toEqual([])
    await endStandingGrants(setting.pool, new Date())
    const { rows } = await setting.pool.query('select end_reason from standing_grant where id = $1', [id])
    expect(rows).toEqual([{ end_reason: 'expired' }])
  })
})

describe('a standing grant lets pass only what it may', () => {
  beforeEach(closeAll)

  test('what the policy has two approve by now, by any kind that it is of, is not let pass by one', async () => {
    // More than all these runs get: one that is used up is given to nobody anyway.
    await aGrant(40, ofBill)
    expect(advanceOf((await (await newTask()).prepares()).run)).not.toEqual([])
    await say({ approvals: { send: { who: 'two' } } })
    expect(advanceOf((await (await newTask()).prepares()).run)).toEqual([])
    await say({ deniedTools: [bill.tool] })
    expect(advanceOf((await (await newTask()).prepares()).run)).toEqual([])
  })

  test('it is made from an approval only, by who may approve it alone, and never of high risk', async () => {
    const { pool } = setting
    const make = (proposalId: string, role: 'operator' | 'viewer' = 'operator') =>
      makeStandingGrant(
        pool,
        { standingGrantId: newId('standingGrant'), proposalId, count: 1, until: days(1) },
        by(role),
      )
    const waiting = await anApproval()
    await expect(make(waiting.proposalId)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    const yes = async (one: Awaited<ReturnType<typeof anApproval>>, of = hash) => {
      const { proposalId } = one
      const decision = { proposalId, verdict: 'approved', reason: '', hash: of } as const
      await one.decides(`operator:${setting.operators.owner}`, decision)
      return proposalId
    }
    const proposalId = await yes(waiting)
    await expect(make(proposalId, 'viewer')).rejects.toMatchObject({ code: 'role_may_not' })
    await say({ approvals: { send: { who: 'two' } } })
    await expect(make(proposalId)).rejects.toMatchObject({ code: 'needs_another' })
    await say({})
    const command = { tool: 'exec', parameters: { command: 'rm -r x' }, effectClass: 'exec' } as const
    const of = parametersHash('exec', command.parameters)
    const risky = await yes(await anApproval({ ...command, hash: of }), of)
    await expect(make(risky)).rejects.toMatchObject({ code: 'high_risk' })
    await expect(make(`p_${'f'.repeat(24)}`)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('effects that pass by themselves', () => {
  beforeEach(closeAll)
  const auto = { who: 'auto', upToUsd: 5, above: 'one', perDay: 7 } as const

  test('are given out up to the day’s count, and up to the limit of effects in an hour', async () => {
    await say({ approvals: { pay: auto } })
    const tasks = await Promise.all(Array.from({ length: 3 }, () => newTask()))
    const runs = await Promise.all(tasks.map((task) => task.prepares()))
    const out = runs.flatMap(({ run }) => advanceOf(run))
    expect(out).toHaveLength(7)
    expect(out[0]?.source).toMatchObject({
      kind: 'automatic',
      effectClass: 'pay',
      upToUsd: 5,
      scope: 'project',
    })
    const [holder] = runs.filter(({ run }) => advanceOf(run).length === 5)
    const task = tasks.find(({ taskId }) => taskId === holder?.run?.taskId) as Task
    await used(task, advanceOf(holder?.run ?? null)[0] as AdvanceGrant)
    for (const one of tasks) await one.records([], ended('s1', true))
    expect(advanceOf((await (await newTask()).prepares()).run)).toHaveLength(5)
    const { rows } = await setting.pool.query<{ out: number }>(
      `select (select count(*) from effect_claim)::int
            + (select count(*) from advance_grant where used_at is not null or released_at is null)::int as out`,
    )
    // All of it was within the hour.
    const effectsPerHour = (rows[0]?.out ?? 0) + 3
    await say({ approvals: { pay: { ...auto, perDay: 1_000 } }, effectsPerHour })
    expect(advanceOf((await (await newTask()).prepares()).run)).toHaveLength(3)
    expect(advanceOf((await (await newTask()).prepares()).run)).toEqual([])
  })

  test('a use names the version and the scope of the rule', async () => {
    await say({ approvals: { buy: { ...auto, perDay: 2 } } })
    const owner = await policyOwner(setting.pool, setting.projectId)
    const { version } = await policyInForce(setting.pool, owner as PolicyOwner)
    const task = await newTask()
    await used(task, advanceOf((await task.prepares()).run)[0] as AdvanceGrant)
    expect((await task.state()).proposals).toMatchObject([
      { effectClass: 'buy', passedBy: { kind: 'automatic', scope: 'project', policyVersion: version } },
    ])
  })
})

test('the rows are what the ledger comes to', async () => {
  expect(await rowsApart()).toEqual([])
})
