import { afterEach, describe, expect, test, vi } from 'vitest'
import { Usage } from '#domain/run/run.ts'
import { aClock, answerOf, aTurn, bare, ended, recoveryMessage, userMessage } from '#test/agent-turn.ts'
import type { ScriptedGateway } from '#test/scripted-gateway.ts'
import { AnswerTooLarge, GatewayLost, GatewayRefusal } from './gateway-errors.ts'

afterEach(() => void vi.useRealTimers())

const far = 8.64e15 * 10
const usage = (change: object) => ({ input: 10, output: 1, cost: { total: 0.001 }, ...change })
const stopped = (runId: string) => ({
  runId,
  status: 'cancelled',
  error: 'Task execution process exited before restart.',
})
const ofOther = ended({ runId: 'another', terminalReply: { text: 'Done by another.' } })

/** What a gateway that is broken, or means harm, says of a run; what the run becomes. */
const table: [string, (gateway: ScriptedGateway) => void, object][] = [
  [
    'a run that it starts under another id',
    (gateway) => gateway.next('agent', { runId: 'another', status: 'accepted' }),
    {
      outcome: 'failed',
      error: 'The gateway was asked for the run run-1 (agent) and answered for another',
      isRetryable: false,
    },
  ],
  [
    'the end of another run, again and again',
    (gateway) => gateway.next('agent.wait', ofOther, ofOther, ofOther),
    {
      outcome: 'failed',
      text: '',
      error: 'The gateway was asked for the run run-1 (agent.wait) and answered for another',
      isRetryable: false,
    },
  ],
  [
    'the end of another run once',
    (gateway) => gateway.next('agent.wait', ofOther, bare, ended({ runId: 'run-1' })),
    { outcome: 'ok', text: '' },
  ],
  [
    'an id without an end',
    (gateway) => gateway.next('agent', { runId: 'x'.repeat(25_000_000), status: 'accepted' }),
    { outcome: 'failed', error: expect.toSatisfy((error) => error.length < 400) },
  ],
  [
    'an end in another shape, again and again',
    (gateway) => gateway.next('agent.wait', { status: {} }, { status: 7 }, []),
    { outcome: 'failed', error: expect.stringMatching(/not understood/), isRetryable: false },
  ],
  [
    'a list of runs that is none',
    (gateway) => gateway.next('tasks.list', () => 'no', [], { tasks: 'none' }),
    { outcome: 'failed', error: expect.stringMatching(/not understood/), isRetryable: false },
  ],
  [
    'fields that nobody knows, and a status that nobody knows',
    (gateway) =>
      gateway.next('agent.wait', bare, ended({ status: 'exploded', colour: ['red'], nested: { a: 1 } })),
    { outcome: 'failed', error: 'The run failed.' },
  ],
  [
    'times that no calendar has',
    (gateway) => gateway.next('agent.wait', bare, { status: 'ok', startedAt: -far, endedAt: far }),
    {
      outcome: 'ok',
      startedAt: expect.stringMatching(/^20\d\d-/),
      endedAt: expect.stringMatching(/^20\d\d-/),
    },
  ],
  [
    'a use that no provider counts',
    (gateway) => {
      gateway.messages = [
        userMessage('run-1'),
        answerOf('run-1', 'a', usage({ input: -5, output: 1.5 })),
        answerOf('run-1', 'b', usage({ input: 1e300, output: 0.2, cacheRead: -1e300 })),
      ]
      gateway.next('agent.wait', bare, ended())
    },
    { outcome: 'ok', usage: expect.toSatisfy((used) => Usage.safeParse(used).success) },
  ],
  [
    'words without an end',
    (gateway) => gateway.next('agent.wait', bare, ended({ terminalReply: { text: 'x'.repeat(25_000_000) } })),
    { outcome: 'ok', text: expect.toSatisfy((text) => text.length === 60_000) },
  ],
  [
    'runs that take each other up for ever',
    (gateway) => {
      gateway.comeUp('boot-2', Date.now() - 3_600_000)
      gateway.rows = ['run-1', 'a', 'b'].map(stopped)
      gateway.messages = [userMessage('run-1'), ...['a', 'b', 'a'].map(recoveryMessage)]
    },
    { outcome: 'lost', adoptedRunIds: ['a', 'b'] },
  ],
  [
    'a run that takes it up under an id without an end',
    (gateway) => {
      gateway.comeUp('boot-2', Date.now() - 3_600_000)
      gateway.rows = [stopped('run-1')]
      gateway.messages = [userMessage('run-1'), recoveryMessage('x'.repeat(25_000_000))]
    },
    { outcome: 'lost', adoptedRunIds: [] },
  ],
]

describe('a gateway that tells of a run', () => {
  test.each(table)('%s', async (_, script, result) => {
    const { gateway, turn } = aTurn()
    script(gateway)
    expect(await turn.take()).toMatchObject(result)
    expect(gateway.paramsOf('agent').length).toBeLessThanOrEqual(1)
  })
})

test('an answer that no connection brings fails the run, which is ended once the connection is back', async () => {
  const { gateway, turn, items } = aTurn()
  const large = () => {
    gateway.goDown('closed')
    throw new AnswerTooLarge('tasks.list')
  }
  gateway.onAwaited = gateway.comeUp
  gateway.next('tasks.list', ...Array(9).fill(large))
  gateway.next('sessions.abort', () => {
    if (gateway.link().state !== 'connected') throw new GatewayLost('not connected')
    return { ok: true }
  })
  const words =
    'Asked tasks.list, the gateway sent more than 26,214,400 bytes at once, the most that the worker takes'
  expect(await turn.take()).toMatchObject({ outcome: 'failed', error: words, isRetryable: false })
  expect(items.filter(({ kind }) => kind === 'gateway_awaited')).toMatchObject(
    Array(2).fill({ reason: words }),
  )
  expect(gateway.paramsOf('tasks.list')).toHaveLength(3)
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(2)
})

test('what it began under another id is ended there with all that is active in the session', async () => {
  const { gateway, turn, kinds } = aTurn()
  gateway.next('agent', { runId: 'another', status: 'accepted' })
  await turn.take()
  expect(gateway.paramsOf('sessions.abort')).toEqual([{ key: 'agent:main:fo:t_test' }])
  expect(kinds()).toEqual([])
})

test('an answer about another run is in the record each time, until the run has failed over it', async () => {
  const { gateway, turn, items } = aTurn()
  gateway.next('agent.wait', bare, ofOther, ofOther, ofOther)
  await turn.take()
  expect(items.filter(({ kind }) => kind === 'gateway_awaited')).toMatchObject(
    Array(2).fill({
      reason: 'The gateway was asked for the run run-1 (agent.wait) and answered for another',
    }),
  )
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(1)
})

test('a run that lives on is told less and less often to end, and the record says so at first and when it is given up', async () => {
  const pass = aClock()
  const { gateway, turn, items, cancel } = aTurn()
  const told: number[] = []
  const began = Date.now()
  gateway.next(
    'sessions.abort',
    ...Array.from({ length: 20 }, () => () => {
      told.push(Math.round((Date.now() - began) / 1_000))
      return { ok: true, status: 'aborted' }
    }),
  )
  gateway.lastHeard.set('run-1', Number.MAX_SAFE_INTEGER)
  gateway.next('agent.wait', bare, () => {
    cancel()
    return bare
  })
  const wait = ({ timeoutMs }: Record<string, unknown>) => {
    pass(Number(timeoutMs) && 21_000)
    return bare
  }
  gateway.next('agent.wait', ...Array.from({ length: 80 }, () => wait))
  expect(await turn.take()).toMatchObject({
    outcome: 'aborted',
    error: expect.stringMatching(/^The task was cancelled. Its gateway was told 6 times in \d+ s to end it/),
    isRetryable: false,
    isUnheeded: true,
  })
  const gaps = told.slice(1).map((at, i) => at - (told[i] ?? 0))
  expect(gaps).toEqual([...gaps].sort((a, b) => a - b))
  expect([told.length, gaps[0], (gaps.at(-1) ?? 0) >= 300]).toEqual([6, 21, true])
  expect(items.filter(({ kind }) => kind === 'end_unheeded')).toMatchObject([
    { told: { as: 'aborted', times: 1, answer: 'aborted', isLast: false } },
    { told: { as: 'aborted', times: 6, answer: 'aborted', isLast: true } },
  ])
})

test('a gateway that refuses to end a run did not end it: what it said is the answer, secrets masked', async () => {
  const pass = aClock()
  const { gateway, turn, items, cancel } = aTurn()
  const refusal = new GatewayRefusal('FORBIDDEN', 'hunter2 may not', false, 0)
  gateway.next('sessions.abort', refusal, { ok: true, status: 'aborted' })
  gateway.lastHeard.set('run-1', Number.MAX_SAFE_INTEGER)
  gateway.next('agent.wait', bare, () => {
    cancel()
    return bare
  })
  gateway.next('agent.wait', () => {
    pass(21_000)
    return bare
  })
  gateway.next('agent.wait', bare, bare, ended({ status: 'error', stopReason: 'rpc' }))
  const result = await turn.take()
  expect(result).toMatchObject({ outcome: 'aborted', error: 'The task was cancelled.' })
  expect(result.isUnheeded).toBeUndefined()
  expect(items).toMatchObject([
    { kind: 'run_accepted' },
    { kind: 'end_unheeded', told: { times: 1, answer: '*** may not', isLast: false } },
  ])
})

test('a gateway that never answers when it is told to end a run is told 6 times, and no more', async () => {
  const pass = aClock()
  const { gateway, turn, items, cancel } = aTurn()
  gateway.next('sessions.abort', ...Array.from({ length: 9 }, () => new GatewayLost('timeout')))
  gateway.lastHeard.set('run-1', Number.MAX_SAFE_INTEGER)
  gateway.next('agent.wait', bare, () => {
    cancel()
    return bare
  })
  const wait = ({ timeoutMs }: Record<string, unknown>) => {
    pass(Number(timeoutMs) && 61_000)
    return bare
  }
  gateway.next('agent.wait', ...Array.from({ length: 60 }, () => wait))
  expect(await turn.take()).toMatchObject({ outcome: 'aborted', isRetryable: false, isUnheeded: true })
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(6)
  expect(items.filter(({ kind }) => kind === 'end_unheeded')).toMatchObject([
    { told: { times: 1, answer: 'none in time', isLast: false } },
    { told: { times: 6, answer: 'none in time', isLast: true } },
  ])
})

test('a connection that breaks when a run is told to end gave no answer: its workflow has it ended later', async () => {
  const { gateway, turn, items, cancel } = aTurn()
  gateway.next('sessions.abort', () => {
    gateway.goDown('closed')
    throw new GatewayLost('closed')
  })
  gateway.next('agent.wait', bare, () => {
    cancel()
    return bare
  })
  await expect(turn.take()).rejects.toThrow('aborted')
  expect(items.filter(({ kind }) => kind === 'end_unheeded')).toEqual([])
})
