import { expect, test } from 'vitest'
import { answerOf, aTurn, bare, ended, userMessage } from '#test/agent-turn.ts'
import { endOfWaited } from './run-ends.ts'

const used = (tokens: number, total: number) => ({ input: tokens, output: 0, cost: { total } })

test('a run that used what was reserved for it is ended there, and says so', async () => {
  const { gateway, turn } = aTurn({ input: { reserved: { tokens: 100, costNanoUsd: null } } })
  gateway.messages = [userMessage('run-1'), answerOf('run-1', 'One', used(60, 0.1))]
  gateway.next('agent.wait', bare, () => {
    gateway.messages.push(answerOf('run-1', 'Two', used(60, 0.1)))
    return bare
  })
  gateway.next('agent.wait', ended({ status: 'error', stopReason: 'rpc' }))
  const result = await turn.take()
  expect(gateway.methods().filter((method) => method === 'sessions.abort')).toHaveLength(1)
  expect(result).toMatchObject({
    outcome: 'over_budget',
    isRetryable: false,
    error: expect.stringContaining('100 tokens'),
    usage: { input: 120 },
  })
})

const failed = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cost: { total: 0 } }
test.each([
  ['fails', failed, { costNanoUsd: 600_000_000 }],
  ['has no price', { input: 5, output: 5 }, { costNanoUsd: null, knownNanoUsd: 600_000_000 }],
])('one of whose answers %s is stopped by what is known of the others', async (_, odd, booked) => {
  const { gateway, turn } = aTurn({ input: { reserved: { tokens: null, costNanoUsd: 500_000_000 } } })
  gateway.messages = [
    userMessage('run-1'),
    answerOf('run-1', 'One', used(60, 0.45)),
    answerOf('run-1', '', odd),
  ]
  gateway.next('agent.wait', bare, () => {
    gateway.messages.push(answerOf('run-1', 'Two', used(60, 0.15)))
    return bare
  })
  gateway.next('agent.wait', ended({ status: 'error', stopReason: 'rpc' }))
  expect(await turn.take()).toMatchObject({ outcome: 'over_budget', usage: booked })
  expect(gateway.methods().filter((method) => method === 'sessions.abort')).toHaveLength(1)
})

test('one that stays within it, or of whose price nothing is known, goes on', async () => {
  const { gateway, turn } = aTurn({ input: { reserved: { tokens: null, costNanoUsd: 100 } } })
  gateway.messages = [userMessage('run-1'), answerOf('run-1', 'Done.', { input: 9_000, output: 1 })]
  gateway.next('agent.wait', bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok', usage: { costNanoUsd: null } })
  expect(gateway.methods()).not.toContain('sessions.abort')
})

test('what the plugin counted ends it at once, without a look at the transcript', async () => {
  const { gateway, turn, usage } = aTurn({ input: { reserved: { tokens: 100, costNanoUsd: null } } })
  let answered = (_: unknown) => {}
  gateway.next('agent.wait', bare, () => new Promise((resolve) => (answered = resolve)))
  gateway.next('sessions.abort', () => {
    answered(ended({ status: 'error', stopReason: 'rpc' }))
    return { status: 'aborted' }
  })
  gateway.next('agent.wait', ended({ status: 'error', stopReason: 'rpc' }))
  const taken = turn.take()
  const use = { input: 120, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: null }
  setTimeout(() => usage.note({ id: 'u_1', use, mayGoOn: true }), 20)
  await usage.untilStopped()
  // Its transcript holds nothing, so what was reported counts, and says so.
  expect(await taken).toMatchObject({
    outcome: 'over_budget',
    usage: { input: 120 },
    isUsageLastReported: true,
  })
})

test('a run whose agent had ended its turn is done, whatever it used', async () => {
  const known = {
    ...({ ordered: 'over_budget', hasEndedTurn: true, deadlineMs: 1, failureReason: null } as const),
    reserved: { tokens: 1, costNanoUsd: null },
  }
  expect(endOfWaited({ ...ended({ status: 'error', stopReason: 'rpc' }) }, known)).toMatchObject({
    outcome: 'ok',
  })
})
