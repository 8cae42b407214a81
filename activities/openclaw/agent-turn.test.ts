import { afterEach, expect, test, vi } from 'vitest'
import { RunItem, RunResult } from '#domain/run/run.ts'
import { aClock, answerOf, aTurn, bare, ended, userMessage } from '#test/agent-turn.ts'
import { ungatedWords } from './gate-watch.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'

afterEach(() => void vi.useRealTimers())

const minute = 60_000
const refusal = (isPassing: boolean, method = 'agent') =>
  new GatewayRefusal('CODE', 'no: hunter2', isPassing, 1, method)

test('a run is looked for, started once under its own id, and ended with its words and its cost', async () => {
  const { gateway, turn, items } = aTurn()
  const cost = { total: 0.5 }
  gateway.messages = [userMessage('run-1'), answerOf('run-1', 'Done: hunter2', { input: 3, output: 2, cost })]
  gateway.next('agent.wait', bare, ended())
  const result = await turn.take()
  expect(gateway.methods()).toEqual(['agent.wait', 'tasks.list', 'agent', 'agent.wait', 'chat.history'])
  expect(gateway.paramsOf('agent')).toEqual([
    {
      message: 'Write the letter.',
      agentId: 'main',
      sessionKey: 'agent:main:fo:t_test',
      idempotencyKey: 'run-1',
      timeout: 2 * 3_600 + 60,
      channel: 'webchat',
      label: 'Front Office t_test',
    },
  ])
  expect(result).toEqual({
    outcome: 'ok',
    text: 'Done: ***',
    error: null,
    isRetryable: false,
    startedAt: '2026-11-24T12:00:00.000Z',
    endedAt: '2026-11-24T12:00:01.000Z',
    usage: { input: 3, output: 2, cacheRead: 0, cacheWrite: 0, costNanoUsd: 500_000_000 },
    gateway: { version: 'practice-test', isPractice: true },
    adoptedRunIds: [],
  })
  expect(RunResult.parse({ ...result, items })).toBeTruthy()
  expect(items.map((item) => RunItem.parse(item).kind)).toEqual(['run_accepted'])
})

test('a run that ended before the worker came back is not started again', async () => {
  const { gateway, turn, kinds } = aTurn()
  gateway.next('agent.wait', ended({ terminalReply: { text: 'Done.' } }))
  expect(await turn.take()).toMatchObject({ outcome: 'ok', text: 'Done.', usage: null })
  expect(gateway.methods()).toEqual(['agent.wait', 'chat.history'])
  expect(kinds()).toEqual([])
})

test.each(['running', 'queued'])(
  'a run that the gateway has as %s is followed, not started',
  async (status) => {
    const { gateway, turn } = aTurn()
    gateway.rows = [
      { runId: 'another', status: 'completed' },
      { runId: 'run-1', status },
    ]
    gateway.next('agent.wait', bare, ended())
    expect(await turn.take()).toMatchObject({ outcome: 'ok' })
    expect(gateway.methods()).not.toContain('agent')
  },
)

test.each([
  ['completed', {}, { outcome: 'ok', error: null }],
  ['failed', { error: 'HTTP 500' }, { outcome: 'failed', error: 'HTTP 500', isRetryable: true }],
  ['timed_out', {}, { outcome: 'timed_out', isRetryable: false }],
  ['cancelled', { error: 'Aborted' }, { outcome: 'aborted', error: 'The run was aborted on the gateway.' }],
])('a run that only the gateway’s list knows as %s has ended so', async (status, more, result) => {
  const { gateway, turn } = aTurn()
  gateway.rows = [{ runId: 'run-1', status, ...more }]
  expect(await turn.take()).toMatchObject(result)
  expect(gateway.methods()).not.toContain('agent')
})

test('an answer without endedAt is not the end, whatever its status says', async () => {
  const { gateway, turn } = aTurn()
  gateway.next('agent.wait', bare, bare, { status: 'ok' }, { status: 'error', error: 'x' }, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  expect(gateway.paramsOf('agent')).toHaveLength(1)
  expect(gateway.paramsOf('agent.wait')).toHaveLength(5)
})

test('while its events come, a run is not looked up', async () => {
  const { gateway, turn } = aTurn()
  gateway.lastHeard.set('run-1', Date.now() + minute)
  gateway.next('agent.wait', bare, bare, bare, ended())
  await turn.take()
  expect(gateway.paramsOf('tasks.list')).toHaveLength(1)
})

test('a run that the gateway never began is started again under the same id', async () => {
  const { gateway, turn } = aTurn()
  gateway.next('agent', { runId: 'run-1', status: 'accepted' })
  gateway.next('agent.wait', bare, bare, bare, ended())
  await turn.take()
  expect(gateway.paramsOf('agent').map(({ idempotencyKey }) => idempotencyKey)).toEqual(['run-1', 'run-1'])
})

test('a start that nobody answered is looked for before it is made again', async () => {
  const { gateway, turn, kinds } = aTurn()
  gateway.next('agent', () => {
    gateway.rows = [{ runId: 'run-1', status: 'running' }]
    return new GatewayLost('closed')
  })
  gateway.next('agent.wait', bare, bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  expect(gateway.paramsOf('agent')).toHaveLength(1)
  expect(kinds()).toEqual(['run_accepted'])
})

test('what the gateway refuses for good is the run’s failure, without secrets', async () => {
  const { gateway, turn } = aTurn()
  gateway.next('agent', refusal(false))
  const error = 'The gateway refused the run: no: ***'
  expect(await turn.take()).toMatchObject({ outcome: 'failed', error, isRetryable: false })
  expect(gateway.paramsOf('agent')).toHaveLength(1)
  // Somebody else may be at work in the session.
  expect(gateway.methods()).not.toContain('sessions.abort')
})

test.each(['agent.wait', 'tasks.list'])(
  'a run that it took, and of which it refuses to tell (%s), is ended there',
  async (method) => {
    const { gateway, turn, kinds } = aTurn()
    gateway.next('agent.wait', bare, bare)
    gateway.next('tasks.list', { tasks: [] })
    gateway.next(method, refusal(false, method))
    const error = 'The gateway refused the run: no: ***'
    expect(await turn.take()).toMatchObject({ outcome: 'failed', error, isRetryable: false })
    expect(kinds()).toEqual(['run_accepted'])
    expect(gateway.paramsOf('sessions.abort')).toEqual([{ key: 'agent:main:fo:t_test' }])
  },
)

test('one that it will not end either is said to live on', async () => {
  const { gateway, turn } = aTurn()
  const no = refusal(false, 'agent.wait')
  gateway.next('agent.wait', bare, no).next('sessions.abort', no, no, no)
  const error = `The gateway refused the run: no: ***. ${ungatedWords.livesOn}`
  expect(await turn.take()).toMatchObject({ outcome: 'failed', error, isUnheeded: true })
})

test('what it refuses in passing is asked again', async () => {
  const { gateway, turn } = aTurn()
  gateway.next('agent', refusal(true), refusal(true))
  gateway.next('agent.wait', bare, bare, bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  expect(gateway.paramsOf('agent')).toHaveLength(3)
})

test('an answer that is not understood is told, and asked for again', async () => {
  const { gateway, turn, items } = aTurn()
  gateway.next('tasks.list', { rows: [] })
  gateway.next('agent.wait', bare, bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  expect(gateway.paramsOf('agent')).toHaveLength(1)
  expect(items).toMatchObject([
    {
      kind: 'gateway_awaited',
      reason: expect.stringMatching(/^The gateway’s answer was not understood: tasks: /),
    },
    { kind: 'run_accepted' },
  ])
})

test('answers that stay so end the run on the gateway, and fail it in words', async () => {
  const { gateway, turn } = aTurn()
  const odd = { status: 'ok', endedAt: {} }
  gateway.next('agent.wait', odd, odd, odd)
  expect(await turn.take()).toMatchObject({
    outcome: 'failed',
    error: expect.stringMatching(/^The gateway’s answer was not understood: endedAt: /),
    isRetryable: false,
  })
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(1)
  expect(gateway.paramsOf('agent')).toHaveLength(0)
})

test.each([
  ['rate_limit', 'HTTP 429', true],
  ['auth', 'HTTP 401', false],
  ['context_overflow', 'too long', false],
  [null, 'HTTP 500', true],
  [null, 'Provider temporarily disabled', false],
])('a failure by %s (%s) may pass: %s', async (reason, error, isRetryable) => {
  const { gateway, turn } = aTurn()
  if (reason) gateway.reasons.set('run-1', reason)
  gateway.next('agent.wait', ended({ status: 'error', error }))
  expect(await turn.take()).toMatchObject({ outcome: 'failed', error, isRetryable })
})

test('a cancelled task ends the session’s run, and waits for its end', async () => {
  const { gateway, turn, cancel } = aTurn()
  gateway.next('agent.wait', bare, () => {
    cancel()
    return new Promise(() => {})
  })
  gateway.next('sessions.abort', () => {
    gateway.next('agent.wait', bare, ended({ status: 'error', stopReason: 'rpc' }))
    return { ok: true }
  })
  expect(await turn.take()).toMatchObject({ outcome: 'aborted', error: 'The task was cancelled.' })
  expect(gateway.paramsOf('sessions.abort')).toEqual([{ key: 'agent:main:fo:t_test' }])
})

test('a run that ended well before the cancellation came through is well', async () => {
  const { gateway, turn, cancel } = aTurn()
  gateway.next('agent.wait', bare, () => {
    cancel()
    return bare
  })
  gateway.next('sessions.abort', () => {
    gateway.next('agent.wait', ended())
    return { ok: true }
  })
  expect(await turn.take()).toMatchObject({ outcome: 'ok', error: null })
})

test('a run that does not end when it is told to is told again', async () => {
  const pass = aClock()
  const { gateway, turn, cancel } = aTurn()
  gateway.next('agent.wait', bare, () => {
    cancel()
    return bare
  })
  gateway.next(
    'sessions.abort',
    () => {
      pass(21_000)
      return { ok: true }
    },
    () => {
      gateway.next('agent.wait', ended({ status: 'error', stopReason: 'rpc' }))
      return { ok: true }
    },
  )
  expect(await turn.take()).toMatchObject({ outcome: 'aborted' })
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(2)
})

test('a task that is cancelled before its run began starts none', async () => {
  const { gateway, turn, cancel } = aTurn()
  cancel()
  await expect(turn.take()).rejects.toThrow(/abort/)
  expect(gateway.methods()).not.toContain('agent')
})

test('a worker that stops leaves the run alone: the next attempt takes it over', async () => {
  const { gateway, turn, cancel } = aTurn({ isStopping: true })
  gateway.next('agent.wait', bare, () => {
    cancel()
    return new Promise(() => {})
  })
  await expect(turn.take()).rejects.toThrow(/abort/)
  expect(gateway.methods()).not.toContain('sessions.abort')
})
