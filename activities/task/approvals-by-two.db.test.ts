import { afterAll, beforeAll, expect, test } from 'vitest'
import { sayPolicy } from '#test/policies.ts'
import { openSetting, rebuilt, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const say = (document: object) => sayPolicy(setting, document)
let count = 0
async function proposed(needs?: 'other' | 'two', tool = 'send_message') {
  count += 1
  const proposalId = `p_${count}`
  // Another call each time: the same one again and again would pause the agent.
  const hash = String(count).padStart(64, '0')
  const task = await aTaskRun(setting, await setting.newTask())
  const body = {
    stepId: 's1',
    proposalId,
    tool,
    parameters: {},
    hash,
    effectClass: 'send' as const,
    via: 'invoke' as const,
    effectKey: `task/${task.taskId}/s1/${proposalId}`,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...(needs && { needs }),
  }
  await task.records([], aFact('approval_requested', body))
  const decides = (role: 'owner' | 'operator', verdict: 'approved' | 'rejected' = 'approved') => {
    const decision = { proposalId, verdict, reason: 'fine', hash }
    return task.decides(`operator:${setting.operators[role]}`, decision)
  }
  return { task, decides }
}
const typesOf = (facts: { type: string }[]) => facts.map(({ type }) => type)

test('of two approvals the first is recorded and does nothing, the same one does not count twice, the second claims', async () => {
  const { task, decides } = await proposed('two')
  expect(typesOf(await decides('owner'))).toEqual(['approval_given'])
  expect((await task.state()).proposals[0]).toMatchObject({
    status: 'pending',
    approvedBy: [{ actor: `operator:${setting.operators.owner}` }],
  })
  expect(await decides('owner')).toMatchObject([
    { type: 'decision_refused', body: { code: 'needs_another' } },
  ])
  expect(typesOf(await decides('operator'))).toEqual(['approval_decided', 'effect_claimed'])
  expect(await task.state()).toEqual(await rebuilt(setting.pool, task.taskId))
})

test('one no is enough', async () => {
  const { decides } = await proposed('two')
  await decides('owner')
  expect(typesOf(await decides('operator', 'rejected'))).toEqual(['approval_decided'])
})

test('who asked for the task may reject and not approve, where somebody else must', async () => {
  const { decides } = await proposed('other')
  expect(await decides('owner')).toMatchObject([{ body: { code: 'needs_another' } }])
  expect(typesOf(await decides('operator'))).toEqual(['approval_decided', 'effect_claimed'])
  const again = await proposed('other')
  expect(typesOf(await again.decides('owner', 'rejected'))).toEqual(['approval_decided'])
})

test('the policy may become stricter while a proposal waits, and then that counts', async () => {
  const { task, decides } = await proposed()
  await say({ approvals: { send: { who: 'two' } } })
  expect(await decides('owner')).toMatchObject([{ type: 'approval_given', body: { needs: 'two' } }])
  expect((await task.state()).proposals[0]?.needs).toBe('two')
  expect(await task.state()).toEqual(await rebuilt(setting.pool, task.taskId))
  const lax = await proposed('two')
  await say({})
  expect(typesOf(await lax.decides('owner'))).toEqual(['approval_given'])
})

test('a tool that is forbidden by now is not approved any more; it can be rejected', async () => {
  const { decides } = await proposed(undefined, 'deploy_site')
  await say({ deniedTools: ['Deploy_Site'] })
  expect(await decides('owner')).toMatchObject([{ type: 'decision_refused', body: { code: 'tool_denied' } }])
  expect(typesOf(await decides('owner', 'rejected'))).toEqual(['approval_decided'])
})

test('what a run takes along says who must agree, so that its proposals say so', async () => {
  await say({ approvals: { send: { who: 'one', upToUsd: 10, above: 'two' } } })
  const task = await aTaskRun(setting, await setting.newTask())
  const { run } = await task.prepares()
  expect(run?.policy.approvals).toEqual({ send: { who: 'one', upToUsd: 10, above: 'two' } })
})
