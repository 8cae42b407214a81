import { afterAll, beforeAll, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { inTransaction } from '#prisma/client.ts'
import { effectRates } from '#prisma/read/effect-rates.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { aHash } from '#test/builders.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { aTaskRun } from '#test/task-run.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const limits = (effectsPerHour: number | null) =>
  setting.pool
    .query('select version from policy where scope_id = $1', [setting.projectId])
    .then(({ rows }) =>
      changePolicy(
        setting.pool,
        { scopeId: setting.projectId, scope: 'project', projectId: setting.projectId },
        { document: PolicyDocument.parse({ effectsPerHour }), note: '', version: rows[0]?.version ?? 0 },
        { operatorId: setting.operators.owner, at: new Date().toISOString() },
      ),
    )

let count = 0
/** A task that waits for a decision. */
async function aProposal() {
  const proposalId = `p_${++count}`
  const task = await aTaskRun(setting, await setting.newTask())
  await task.records(
    [],
    aFact('approval_requested', {
      ...{ stepId: 's1', proposalId, tool: 'send_message', parameters: {}, hash: aHash },
      ...{ effectClass: 'send', via: 'invoke', effectKey: `task/t/s1/${proposalId}` },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  )
  const decides = async (verdict: 'approved' | 'rejected') =>
    task.decides(`operator:${setting.operators.owner}`, { proposalId, verdict, reason: '', hash: aHash })
  return { ...task, decides }
}
const typesOf = (facts: { type: string }[]) => facts.map(({ type }) => type)

test('more than the policy lets out in an hour does not count, says when, and stays open for a no', async () => {
  await limits(1)
  const [first, second] = [await aProposal(), await aProposal()]
  expect(typesOf(await first.decides('approved'))).toEqual(['approval_decided', 'effect_claimed'])
  expect(await second.decides('approved')).toMatchObject([
    {
      type: 'decision_refused',
      body: {
        code: 'effect_rate',
        message: expect.stringMatching(
          /at most one effect in an hour\. 1 of them is allowed and not done yet\. .*60 min/,
        ),
      },
    },
  ])
  expect((await second.state())?.proposals[0]).toMatchObject({ status: 'pending' })
  expect(typesOf(await second.decides('rejected'))).toEqual(['approval_decided'])
})

test('of many decisions at once no more go out than are left', async () => {
  await limits(4)
  const waiting = await Promise.all(Array.from({ length: 10 }, aProposal))
  const answers = await Promise.all(waiting.map((one) => one.decides('approved')))
  const out = answers.filter((facts) => typesOf(facts).includes('effect_claimed'))
  // One went out in the test before.
  expect(out).toHaveLength(3)
  expect(answers.filter((facts) => typesOf(facts).includes('decision_refused'))).toHaveLength(7)
})

test('without a limit nothing is counted', async () => {
  await limits(null)
  expect(typesOf(await (await aProposal()).decides('approved'))).toEqual([
    'approval_decided',
    'effect_claimed',
  ])
})

test('what is allowed and not done counts as of now, however long ago that was, and what is done as of when it was', async () => {
  await limits(50)
  const late = await aProposal()
  const [decided] = await late.decides('approved')
  expect(decided?.type).toBe('approval_decided')
  const state = await late.state()
  if (!state) throw new Error('no task')
  const inHours = async (hours: number) => {
    const now = new Date(Date.now() + hours * 3_600_000)
    const [rate] = await inTransaction(setting.pool, (tx) => effectRates(tx, state, now))
    const { due = 0, givenOut = [] } = rate ?? {}
    const asOfNow = givenOut.filter((at) => at === now.toISOString()).length
    return { due, out: givenOut.length, asOfNow }
  }
  // An executor that was away for a day could do all of it at once.
  const before = await inHours(24)
  expect(before.due).toBeGreaterThan(1)
  expect([before.out, before.asOfNow]).toEqual([before.due, before.due])
  const { proposalId, effectKey } = state.proposals[0] as ProposalState
  const done = aFact('effect_performed', { proposalId, effectKey, detail: '' })
  await late.records([], { ...done, at: new Date().toISOString() })
  expect(await inHours(0)).toMatchObject({ due: before.due - 1, out: before.out })
  expect(await inHours(24)).toMatchObject({ due: before.due - 1, out: before.out - 1 })
})

test('who may not let more out is told how many are allowed and not done', async () => {
  await limits(1)
  const message = expect.stringMatching(
    /in an hour\. \d+ of them are allowed and not done yet\. Decide it again/,
  )
  expect(await (await aProposal()).decides('approved')).toMatchObject([
    { body: { code: 'effect_rate', message } },
  ])
})
