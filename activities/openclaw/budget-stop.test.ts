import { expect, test } from 'vitest'
import { answerOf, aTurn, bare, ended, userMessage } from '#test/agent-turn.ts'

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

test('one that stays within it, or whose price is not known, goes on', async () => {
  const { gateway, turn } = aTurn({ input: { reserved: { tokens: null, costNanoUsd: 100 } } })
  gateway.messages = [userMessage('run-1'), answerOf('run-1', 'Done.', { input: 9_000, output: 1 })]
  gateway.next('agent.wait', bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok', usage: { costNanoUsd: null } })
  expect(gateway.methods()).not.toContain('sessions.abort')
})
