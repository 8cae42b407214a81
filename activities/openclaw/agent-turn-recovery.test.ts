import { afterEach, expect, test, vi } from 'vitest'
import {
  aClock,
  answerOf,
  aTurn,
  bare,
  ended,
  endedAt,
  recoveryMessage,
  startedAt,
  userMessage,
} from '#test/agent-turn.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'

afterEach(() => void vi.useRealTimers())

const interrupted = {
  runId: 'run-1',
  status: 'cancelled',
  error: 'Task execution process exited before restart.',
}
const usage = { input: 10, output: 1, cost: { total: 0.001 } }

test('the run by which a restarted gateway goes on is followed, and counted with ours', async () => {
  const { gateway, turn } = aTurn()
  gateway.rows = [{ runId: 'run-2', status: 'running' }, interrupted]
  gateway.messages = [
    userMessage('run-1'),
    answerOf('run-1', 'I begin.', usage),
    recoveryMessage('run-2'),
    answerOf('run-2', 'Done.', usage),
  ]
  gateway.next('agent.wait', bare, bare, ended())
  expect(await turn.take()).toMatchObject({
    outcome: 'ok',
    text: 'Done.',
    adoptedRunIds: ['run-2'],
    usage: { input: 20, output: 2, costNanoUsd: 2_000_000 },
  })
  expect(gateway.paramsOf('agent.wait').map(({ runId }) => runId)).toEqual(['run-1', 'run-2', 'run-2'])
  expect(gateway.methods()).not.toContain('agent')
})

test('a recovery that is interrupted in turn is followed to the next', async () => {
  const { gateway, turn } = aTurn()
  gateway.rows = [
    { runId: 'run-3', status: 'completed', startedAt, endedAt },
    { ...interrupted, runId: 'run-2' },
    interrupted,
  ]
  gateway.messages = [userMessage('run-1'), recoveryMessage('run-2'), recoveryMessage('run-3')]
  expect(await turn.take()).toMatchObject({ outcome: 'ok', adoptedRunIds: ['run-2', 'run-3'] })
})

test('another run in the session is not taken for it: only the gateway’s own mark counts', async () => {
  const pass = aClock()
  const { gateway, turn } = aTurn()
  gateway.rows = [{ runId: 'wake-up', status: 'running' }, interrupted]
  const others = [
    userMessage('wake-up', { provenance: { sourceTool: 'heartbeat' } }),
    userMessage('chat'),
    { ...recoveryMessage('x'), role: 'assistant' },
  ]
  gateway.messages = [recoveryMessage('of-an-earlier-run'), userMessage('run-1'), ...others]
  gateway.next('chat.history', { messages: gateway.messages }, () => {
    pass(21_000)
    return { messages: gateway.messages }
  })
  expect(await turn.take()).toMatchObject({
    outcome: 'lost',
    isRetryable: true,
    error: 'The gateway restarted and did not take the run up again.',
    adoptedRunIds: [],
  })
  expect(gateway.methods()).not.toContain('agent')
})

test('a recovery is given 20 s, and those anew with each boot of the gateway', async () => {
  const pass = aClock()
  const { gateway, turn } = aTurn()
  gateway.rows = [interrupted]
  gateway.messages = [userMessage('run-1')]
  gateway.onAwaited = () => {
    pass(60_000)
    gateway.comeUp('boot-2')
  }
  gateway.next('chat.history', { messages: gateway.messages }, () => {
    gateway.goDown('It is restarting.')
    return new GatewayLost('closed')
  })
  gateway.next('chat.history', { messages: gateway.messages }, () => {
    gateway.rows = [{ runId: 'run-2', status: 'completed' }, interrupted]
    gateway.messages.push(recoveryMessage('run-2'))
    return { messages: gateway.messages }
  })
  expect(await turn.take()).toMatchObject({ outcome: 'ok', adoptedRunIds: ['run-2'] })
})

test('a gateway that is up for long takes nothing up any more, whoever comes to ask', async () => {
  aClock()
  const { gateway, turn } = aTurn()
  gateway.comeUp('boot-2', Date.now() - 181_000)
  gateway.rows = [interrupted]
  gateway.messages = [userMessage('run-1')]
  expect(await turn.take()).toMatchObject({ outcome: 'lost' })
  expect(gateway.paramsOf('chat.history').length).toBeLessThan(5)
})

test('a new boot knows a run only by its record, so it is looked up again', async () => {
  const { gateway, turn } = aTurn()
  gateway.next('agent.wait', bare, () => {
    gateway.comeUp('boot-2')
    gateway.rows = [{ runId: 'run-1', status: 'completed', startedAt, endedAt }]
    gateway.lastHeard.set('run-1', Date.now() + 60_000)
    return bare
  })
  expect(await turn.take()).toMatchObject({ outcome: 'ok', endedAt: new Date(endedAt).toISOString() })
  expect(gateway.paramsOf('agent')).toHaveLength(1)
})

test('work that another start pushed aside is looked up again, not ended', async () => {
  const { gateway, turn } = aTurn()
  const aside = ended({ status: 'error', error: 'SESSION_WORK_START_CHANGED' })
  gateway.next('agent.wait', bare, aside, bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  expect(gateway.paramsOf('tasks.list')).toHaveLength(2)
})

const aside = { runId: 'run-1', status: 'failed', error: 'SESSION_WORK_START_CHANGED', startedAt }

test('an attempt that finds an earlier one taken up after all follows that, and starts nothing', async () => {
  const { gateway, turn } = aTurn()
  gateway.rows = [{ runId: 'run-0b', status: 'running' }, aside]
  gateway.messages = [
    userMessage('run-0'),
    userMessage('run-1'),
    recoveryMessage('run-0b'),
    answerOf('run-0b', 'Done.', usage),
  ]
  gateway.next('agent.wait', ended({ status: 'error', error: aside.error }), bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok', text: 'Done.', adoptedRunIds: ['run-0b'] })
  expect(gateway.methods()).not.toContain('agent')
})

test('what was taken up and over long before is not taken for it', async () => {
  aClock()
  const { gateway, turn } = aTurn()
  gateway.comeUp('boot-2', Date.now() - 181_000)
  const over = { runId: 'run-0b', status: 'completed', endedAt: startedAt - 1 }
  gateway.rows = [aside, over]
  gateway.messages = [recoveryMessage('run-0b'), userMessage('run-1')]
  expect(await turn.take()).toMatchObject({ outcome: 'failed', error: aside.error, isRetryable: true })
})

test('a gateway that is away is told to the operator once, and its return too', async () => {
  const pass = aClock()
  const { gateway, turn, items } = aTurn()
  gateway.goDown('The gateway does not answer.')
  let waits = 0
  gateway.onAwaited = () => {
    waits += 1
    pass(3_000)
    if (waits === 3) gateway.comeUp()
  }
  gateway.next('agent.wait', bare, ended())
  await turn.take()
  expect(items).toMatchObject([
    { kind: 'gateway_awaited', reason: 'The gateway does not answer.' },
    { kind: 'run_accepted' },
  ])
  expect(new Set(items.map(({ id }) => id)).size).toBe(2)
})

test('a gateway that is away for a moment is not worth telling', async () => {
  const { gateway, turn, kinds } = aTurn()
  gateway.goDown('The gateway does not answer.')
  gateway.onAwaited = () => gateway.comeUp()
  gateway.next('agent.wait', bare, ended())
  await turn.take()
  expect(kinds()).toEqual(['run_accepted'])
})

test('a cancelled task does not wait for a gateway that is away', async () => {
  const { gateway, turn, cancel } = aTurn()
  gateway.goDown('The gateway does not answer.')
  gateway.onAwaited = cancel
  await expect(turn.take()).rejects.toThrow(/abort/)
})

test('an end whose transcript can’t be read any more has no words and no known cost', async () => {
  const { gateway, turn } = aTurn()
  const away = new GatewayLost('closed')
  gateway.next('agent.wait', ended()).next('chat.history', away, away, away)
  expect(await turn.take()).toMatchObject({ outcome: 'ok', text: '', usage: null })
})

const spent = new GatewayRefusal(
  'UNAVAILABLE',
  'Pending input ownership ended; submit a new turn to continue',
  true,
  1,
)

test('a run that the gateway was killed with before it began is lost at once, and not asked for without end', async () => {
  const { gateway, turn } = aTurn()
  gateway.next('agent', ...Array(50).fill(spent))
  expect(await turn.take()).toMatchObject({ outcome: 'lost', isRetryable: true, usage: null })
  expect(gateway.paramsOf('agent')).toHaveLength(1)
})

test('where its transcript has it, what the gateway takes up again is followed', async () => {
  const { gateway, turn } = aTurn()
  gateway.next('agent', spent)
  gateway.next('agent.wait', bare, bare, ended())
  gateway.messages = [userMessage('run-1'), recoveryMessage('run-2'), answerOf('run-2', 'Done.', usage)]
  expect(await turn.take()).toMatchObject({ outcome: 'ok', text: 'Done.', adoptedRunIds: ['run-2'] })
  expect(gateway.paramsOf('agent')).toHaveLength(1)
})

test('where what it was asked is not in the newest page of its session, the run that goes on with it is found all the same', async () => {
  const { gateway, turn } = aTurn()
  gateway.rows = [{ runId: 'run-2', status: 'running' }, interrupted]
  const newest = [
    answerOf('run-1', 'I begin.', usage),
    recoveryMessage('run-2'),
    answerOf('run-2', 'Done.', usage),
  ]
  const page = ({ offset }: Record<string, unknown>) =>
    offset ? { messages: [userMessage('run-1')] } : { messages: newest, hasMore: true, nextOffset: 3 }
  gateway.next('chat.history', page, page, page, page)
  gateway.next('agent.wait', bare, bare, ended())
  const result = await turn.take()
  expect(result).toMatchObject({ outcome: 'ok', adoptedRunIds: ['run-2'], usage: { input: 20 } })
  expect(result.isUsageLastReported).toBeUndefined()
  expect(gateway.methods()).not.toContain('agent')
})

test('of a transcript that the gateway cut, the use that the plugin counted is told, as what was reported last', async () => {
  const { gateway, turn, usage: counted } = aTurn()
  const use = { input: 500, output: 5, cacheRead: 0, cacheWrite: 0, costNanoUsd: null }
  counted.note({ id: 'u_1', use, mayGoOn: true })
  gateway.next('agent.wait', ended())
  gateway.next('chat.history', { messages: [answerOf('run-1', 'Done.', usage)], hasMore: true })
  expect(await turn.take()).toMatchObject({ text: 'Done.', usage: use, isUsageLastReported: true })
})
