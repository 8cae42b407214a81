import { afterEach, expect, test, vi } from 'vitest'
import { aClock, answerOf, bare, ended, recoveryMessage, userMessage } from '#test/agent-turn.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { FollowedRun, type FollowedRunDeps } from './followed-run.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'

afterEach(() => void vi.useRealTimers())

function aFollowed(
  gateway = new ScriptedGateway(),
  startedAt: string | null = null,
  limits: Partial<FollowedRunDeps> = {},
) {
  const stop = new AbortController()
  const run = new FollowedRun({
    ...limits,
    ...{ gateway: gateway.asGateway(), runId: 'run-1', sessionKey: 'agent:main:main' },
    ...{ startedAt, signal: stop.signal, masked: (text: string) => text, reported: () => null },
  })
  return { gateway, run, stop: () => stop.abort() }
}
const usage = { input: 10, output: 1, cost: { total: 0.001 } }
const said = [userMessage('run-1'), answerOf('run-1', 'Done.', usage)]
const stopped = {
  runId: 'run-1',
  status: 'cancelled',
  error: 'Task execution process exited before restart.',
}

test('it ends as the gateway says, with its words, its use and what was said; nothing is started or aborted', async () => {
  const { gateway, run } = aFollowed()
  gateway.messages = said
  gateway.next('agent.wait', bare, ended())
  gateway.rows = [{ runId: 'run-1', status: 'running' }]
  const { end, transcript } = await run.end()
  expect(end).toMatchObject({ outcome: 'ok', text: 'Done.', usage: { input: 10, costNanoUsd: 1_000_000 } })
  expect(transcript?.messages).toHaveLength(2)
  expect(gateway.methods()).not.toContain('agent')
  expect(gateway.methods()).not.toContain('sessions.abort')
})

test('a chat, which no list of runs has, is over when its transcript says so', async () => {
  const { gateway, run } = aFollowed()
  const busy = { messages: [userMessage('run-1')], inFlightRun: { runId: 'run-1' } }
  gateway.next('chat.history', busy)
  gateway.messages = said
  expect((await run.end()).end).toMatchObject({ outcome: 'ok', text: 'Done.' })
})

test('the run by which a restarted gateway goes on with it is followed, and counted with it', async () => {
  const { gateway, run } = aFollowed()
  gateway.rows = [{ runId: 'run-2', status: 'running' }, stopped]
  gateway.messages = [...said, recoveryMessage('run-2'), answerOf('run-2', 'Again.', usage)]
  gateway.next('agent.wait', bare, ended())
  expect((await run.end()).end).toMatchObject({
    ...{ outcome: 'ok', text: 'Again.', adoptedRunIds: ['run-2'] },
    usage: { input: 20 },
  })
})

test('one that nobody took up again is lost, and not tried again', async () => {
  const pass = aClock()
  const { gateway, run } = aFollowed()
  gateway.rows = [stopped]
  gateway.messages = [userMessage('run-1')]
  gateway.next('agent.wait', bare, () => {
    pass(31_000)
    return bare
  })
  expect((await run.end()).end).toMatchObject({ outcome: 'lost', isRetryable: false, usage: null })
})

test('a gateway that is up for long takes nothing up: a worker that starts again does not wait anew', async () => {
  const { gateway, run } = aFollowed()
  gateway.comeUp('boot-2', Date.now() - 181_000)
  gateway.rows = [stopped]
  gateway.messages = [userMessage('run-1')]
  const began = Date.now()
  expect((await run.end()).end).toMatchObject({ outcome: 'lost' })
  // Anew it would be three minutes.
  expect(Date.now() - began).toBeLessThan(15_000)
})

test('a run that has just begun may not be listed yet, and one of a clock years ahead is not waited for longer', async () => {
  const pass = aClock()
  const { gateway, run } = aFollowed(new ScriptedGateway(), '2031-01-01T00:00:00.000Z')
  gateway.comeUp('boot-2', Date.now() - 181_000)
  const later = () => {
    pass(20_000)
    return bare
  }
  gateway.next('agent.wait', bare, later, later)
  expect((await run.end()).end).toMatchObject({ outcome: 'lost' })
  // Three looks, and once more before it counts as lost.
  expect(gateway.paramsOf('agent.wait')).toHaveLength(4)
})

test('a gateway that is away is waited for; one that will not say ends it with its words', async () => {
  const { gateway, run } = aFollowed()
  gateway.next('agent.wait', new GatewayLost('gone'), new GatewayRefusal('INVALID_REQUEST', 'no', false, 0))
  expect((await run.end()).end).toMatchObject({
    outcome: 'lost',
    error: 'The gateway does not say how it ended: no',
  })
})

test('answers that are never understood end it, with what was not', async () => {
  const { gateway, run } = aFollowed()
  gateway.next('agent.wait', { status: 1 }, { status: 2 }, { status: 3 })
  expect((await run.end()).end).toMatchObject({
    outcome: 'lost',
    error: expect.stringMatching(/not understood: status/),
  })
})

test('a worker that stops lets it go', async () => {
  const { gateway, run, stop } = aFollowed()
  gateway.next('agent.wait', () => {
    stop()
    return bare
  })
  await expect(run.end()).rejects.toThrow()
})

test('what it used by its transcript is told once it is all that was reserved, and its end says why', async () => {
  let why: string | null = null
  const told: number[] = []
  const limits = {
    reserved: { tokens: null, costNanoUsd: 2_000_000 },
    onSpent: () => {
      told.push(gateway.messages.length)
      why = 'It used what was reserved.'
    },
    endedFor: () => why,
  }
  const { gateway, run } = aFollowed(new ScriptedGateway(), null, limits)
  gateway.rows = [{ runId: 'run-1', status: 'running' }]
  gateway.messages = [userMessage('run-1'), answerOf('run-1', 'One.', usage)]
  const another = () => {
    gateway.messages.push(answerOf('run-1', 'More.', usage))
    return bare
  }
  gateway.next('agent.wait', bare, another, another, ended({ status: 'error', stopReason: 'rpc' }))
  const { end } = await run.end()
  expect(told).toEqual([3])
  expect(end).toMatchObject({ outcome: 'aborted', error: 'It used what was reserved.', usage: { input: 30 } })
})

test('one that ends while it is looked for, as a chat that is stopped from here does, is not lost', async () => {
  const { gateway, run } = aFollowed(new ScriptedGateway(), null, { endedFor: () => 'Held.' })
  gateway.comeUp('boot-2', Date.now() - 181_000)
  gateway.messages = [userMessage('run-1')]
  const pass = aClock()
  const late = () => {
    pass(31_000)
    return bare
  }
  gateway.next('agent.wait', late, ended({ status: 'error', stopReason: 'rpc' }))
  expect((await run.end()).end).toMatchObject({ outcome: 'aborted', error: 'Held.' })
})

test('one that ended by itself says nothing of why it was to end, and a transcript that is not shown is no end', async () => {
  const limits = { reserved: { tokens: 1, costNanoUsd: null }, onSpent: () => {}, endedFor: () => 'Held.' }
  const done = aFollowed(new ScriptedGateway(), null, limits)
  done.gateway.messages = said
  done.gateway.next('agent.wait', ended())
  expect((await done.run.end()).end).toMatchObject({ outcome: 'ok', error: null })
  const silent = aFollowed(new ScriptedGateway(), null, { ...limits, endedFor: () => null })
  silent.gateway.rows = [{ runId: 'run-1', status: 'running' }]
  silent.gateway.next('chat.history', new GatewayRefusal('INVALID_REQUEST', 'no', false, 0))
  silent.gateway.next('agent.wait', bare, ended())
  expect((await silent.run.end()).end).toMatchObject({ outcome: 'ok' })
})
