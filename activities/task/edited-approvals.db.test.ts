import { afterAll, beforeAll, expect, test } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import { Policy } from '#domain/policy/policy.ts'
import type { Parameters } from '#domain/run/run.ts'
import { changeRole } from '#prisma/write/settings/operators.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const tool = 'pay_invoice'
const hashOf = (parameters: Parameters) => parametersHash(tool, parameters)
const asked = { to: 'ada@example.com', amount_usd: 400 }
const approvals = { pay: { who: 'one', upToUsd: 100, above: 'two' } } as const

let count = 0
async function proposed(parameters: Parameters = asked, needs?: 'two') {
  count += 1
  const proposalId = `p_e${count}`
  const task = await aTaskRun(setting, await setting.newTask())
  const policy = Policy.parse({ approvals })
  const body = {
    ...{ stepId: 's1', proposalId, tool, parameters, hash: hashOf(parameters), effectClass: 'pay' as const },
    ...{ via: 'resume' as const, effectKey: `task/${task.taskId}/s1/${proposalId}` },
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...(needs && { needs }),
  }
  await task.records([], aFact('task_prepared', { stepId: 's1', policy }), aFact('approval_requested', body))
  const decides = (
    role: 'owner' | 'operator',
    edit?: { from: Parameters; to: Parameters },
    hash?: string,
  ) => {
    const seen = edit && { from: hashOf(edit.from), parameters: edit.to }
    const decision = {
      proposalId,
      verdict: 'approved' as const,
      reason: '',
      hash: hash ?? hashOf(edit?.to ?? parameters),
    }
    return task.decides(`operator:${setting.operators[role]}`, { ...decision, ...(seen && { edit: seen }) })
  }
  return { task, proposalId, decides }
}
const typesOf = (facts: { type: string }[]) => facts.map(({ type }) => type)

test('the edited parameters and their hash are what is granted, and both hashes and who are recorded', async () => {
  const to = { ...asked, amount_usd: 40 }
  const { task, decides } = await proposed(asked, 'two')
  const facts = await decides('owner', { from: asked, to })
  expect(typesOf(facts)).toEqual(['proposal_edited', 'approval_decided', 'effect_claimed'])
  expect(facts).toMatchObject([
    {
      actor: `operator:${setting.operators.owner}`,
      body: { from: hashOf(asked), hash: hashOf(to), parameters: to },
    },
    { body: { hash: hashOf(to) } },
    {},
  ])
  const state = await task.state()
  expect(state.proposals[0]).toMatchObject({ status: 'claimed', parameters: to, hash: hashOf(to) })
  expect(state).toEqual(await rebuilt(setting.pool, task.taskId))
  const { run } = await task.prepares()
  expect(run?.grants).toMatchObject([{ tool, hash: hashOf(to), parameters: to }])
  expect(run?.message).toContain('An operator changed it before approving')
  expect(run?.message).toContain('amount_usd: 40')
})

test('what nobody changed is granted by its hash alone: its parameters stay on the Mac', async () => {
  const { task, decides } = await proposed({ ...asked, amount_usd: 10 })
  expect(typesOf(await decides('owner'))).toEqual(['approval_decided', 'effect_claimed'])
  expect((await task.prepares()).run?.grants[0]).not.toHaveProperty('parameters')
})

test('two approve the same hash: a change after the first agreement begins the count again', async () => {
  const more = { ...asked, amount_usd: 900 }
  const { task, decides } = await proposed(asked, 'two')
  expect(typesOf(await decides('owner'))).toEqual(['approval_given'])
  expect(typesOf(await decides('operator', { from: asked, to: more }))).toEqual([
    'proposal_edited',
    'approval_given',
  ])
  expect((await task.state()).proposals[0]?.approvedBy).toMatchObject([
    { actor: `operator:${setting.operators.operator}` },
  ])
  // What the first one agreed to is not there any more.
  expect(await decides('owner')).toMatchObject([{ type: 'decision_refused', body: { code: 'hash_differs' } }])
  expect(await decides('operator', undefined, hashOf(more))).toMatchObject([
    { body: { code: 'needs_another' } },
  ])
  expect(typesOf(await decides('owner', undefined, hashOf(more)))).toEqual([
    'approval_decided',
    'effect_claimed',
  ])
  expect((await task.state()).proposals[0]).toMatchObject({ parameters: more, hash: hashOf(more) })
})

test('of two the first is somebody who may decide still: the yes of who is a viewer by now counts no more', async () => {
  const { task, decides } = await proposed(asked, 'two')
  const { owner, operator } = setting.operators
  const by = { operatorId: owner, at: new Date().toISOString() }
  expect(typesOf(await decides('operator'))).toEqual(['approval_given'])
  await changeRole(setting.pool, operator, 'viewer', by)
  expect(typesOf(await decides('owner'))).toEqual(['approval_given'])
  expect((await task.state()).proposals[0]).toMatchObject({ status: 'pending' })
  await changeRole(setting.pool, operator, 'operator', by)
})

test('more money than one may agree to makes it two', async () => {
  const small = { ...asked, amount_usd: 10 }
  const { task, decides } = await proposed(small)
  expect(typesOf(await decides('owner', { from: small, to: asked }))).toEqual([
    'proposal_edited',
    'approval_given',
  ])
  expect((await task.state()).proposals[0]).toMatchObject({ needs: 'two', status: 'pending' })
})

test('of two changes at once the second is told that it saw something else, and changes nothing', async () => {
  const { task, decides } = await proposed(asked, 'two')
  await decides('owner', { from: asked, to: { ...asked, amount_usd: 900 } })
  const late = await decides('operator', { from: asked, to: { ...asked, amount_usd: 1 } })
  expect(late).toMatchObject([{ type: 'decision_refused', body: { code: 'hash_differs' } }])
  expect((await task.state()).proposals[0]?.parameters).toEqual({ ...asked, amount_usd: 900 })
})
