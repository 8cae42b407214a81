import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { expect, test } from 'vitest'
import type { RunItem, RunResult } from '#domain/run/run.ts'
import { bare, ended } from '#test/agent-turn.ts'
import { aRunInput, aTime } from '#test/builders.ts'
import { aGate } from '#test/gate.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { GatewayLost } from './gateway-errors.ts'
import { createOpenClawActivities } from './openclaw-activities.ts'

const letter = { to: 'ada@example.com', body: 'Hello' }

function anExecutor(stopping?: AbortSignal) {
  const setting = aGate()
  const gateway = new ScriptedGateway()
  gateway.onStart = (runId, sessionKey) => setting.gate.seen({ runId, sessionKey })
  const masked = (text: string) => text
  const activities = createOpenClawActivities({
    ...setting,
    gateway: gateway.asGateway(),
    masked,
    ...(stopping && { stopping }),
  })
  const grant = setting.approved('send_message', letter)
  const input = aRunInput({ grants: [grant] })
  /** One attempt of the activity, as Temporal begins and ends it. */
  function attempt() {
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
    const result = environment.run<[], RunResult, () => Promise<RunResult>>(() => activities.runAgent(input))
    result.catch(() => {})
    const cancel = (...[reason, details]: Cancelled) =>
      environment.cancel(reason, new ActivityCancellationDetails(details))
    return { result, cancel }
  }
  return { ...setting, gateway, grant, input, attempt }
}
type Details = ConstructorParameters<typeof ActivityCancellationDetails>[0]
type Cancelled = [reason: Parameters<MockActivityEnvironment['cancel']>[0], details: Details]

/** A wait that nobody answers, and word of its beginning. */
function aHang(gateway: ScriptedGateway) {
  return new Promise<void>((resolve) => {
    gateway.next('agent.wait', bare, () => {
      resolve()
      return new Promise(() => {})
    })
  })
}

test('a run brings what was reported from it, and a grant nobody saw return as uncertain', async () => {
  const { gateway, desk, gate, call, input, attempt } = anExecutor()
  gateway.next('agent.wait', bare, async () => {
    await gate.decide(call('send_message', letter))
    return ended()
  })
  const { items, outcome } = await attempt().result
  expect(outcome).toBe('ok')
  expect(items).toMatchObject([{ kind: 'run_accepted' }, { kind: 'effect', outcome: 'uncertain' }])
  expect(desk.find(input.sessionKey)).toBeNull()
  gateway.next('agent.wait', ended())
  expect((await attempt().result).items).toMatchObject(items)
  expect(gateway.paramsOf('agent')).toHaveLength(1)
})

const notCancels: [...Cancelled, string][] = [
  ['WORKER_SHUTDOWN', { workerShutdown: true }, 'WorkerStopping'],
  ['NOT_FOUND', { notFound: true }, 'AttemptOver'],
  ['TIMED_OUT', { timedOut: true }, 'AttemptOver'],
  ['PAUSED', { paused: true }, 'AttemptOver'],
  ['RESET', { reset: true }, 'AttemptOver'],
]
test.each(notCancels)('an attempt that ends by %s leaves its run alone, for the next one', async (...by) => {
  const [reason, details, type] = by
  const { gateway, desk, input, attempt } = anExecutor()
  const hangs = aHang(gateway)
  const first = attempt()
  await hangs
  first.cancel(reason, details)
  await expect(first.result).rejects.toMatchObject({ type, nonRetryable: false })
  expect(gateway.methods()).not.toContain('sessions.abort')
  expect(desk.find(input.sessionKey)).not.toBeNull()
  gateway.next('agent.wait', bare, ended())
  expect(await attempt().result).toMatchObject({ outcome: 'ok' })
  expect(gateway.paramsOf('agent')).toHaveLength(1)
  expect(desk.find(input.sessionKey)).toBeNull()
})

test.each(notCancels)('an attempt that ends by %s while the gateway is away says so too', async (...by) => {
  const [reason, details, type] = by
  const { gateway, desk, input, attempt } = anExecutor()
  gateway.goDown('It is restarting.')
  const waits = new Promise<void>((resolve) => {
    gateway.onAwaited = resolve
  })
  const first = attempt()
  await waits
  first.cancel(reason, details)
  await expect(first.result).rejects.toMatchObject({ type })
  expect(desk.find(input.sessionKey)).not.toBeNull()
})

test('a worker that stops at once ends its attempts itself, though Temporal would let them go on', async () => {
  const stopping = new AbortController()
  const { gateway, desk, input, attempt } = anExecutor(stopping.signal)
  const hangs = aHang(gateway)
  const first = attempt()
  await hangs
  stopping.abort()
  await expect(first.result).rejects.toMatchObject({ type: 'WorkerStopping', nonRetryable: false })
  expect(gateway.methods()).not.toContain('sessions.abort')
  expect(desk.find(input.sessionKey)).not.toBeNull()
})

test('a task that is cancelled ends its run, on the gateway and here', async () => {
  const { gateway, desk, input, attempt } = anExecutor()
  const hangs = aHang(gateway)
  gateway.next('sessions.abort', () => {
    gateway.next('agent.wait', ended({ status: 'error', stopReason: 'rpc' }))
    return { ok: true }
  })
  const first = attempt()
  await hangs
  first.cancel('CANCELLED', { cancelRequested: true })
  expect(await first.result).toMatchObject({ outcome: 'aborted', error: 'The task was cancelled.' })
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(1)
  expect(desk.find(input.sessionKey)).toBeNull()
})

test('a task that is cancelled while the gateway is away is cancelled, and its run is closed', async () => {
  const { gateway, desk, input, attempt } = anExecutor()
  gateway.goDown('It is restarting.')
  const waits = new Promise<void>((resolve) => {
    gateway.onAwaited = resolve
  })
  const first = attempt()
  await waits
  first.cancel('CANCELLED', { cancelRequested: true })
  await expect(first.result).rejects.toThrow(CancelledFailure)
  expect(desk.find(input.sessionKey)).toBeNull()
})

test('one that is cancelled after the gateway was asked to start it says so, with what was reported before', async () => {
  const { gateway, desk, input, attempt } = anExecutor()
  const update: RunItem = { kind: 'update', id: 'u_1', at: aTime, stepId: 's1', text: 'I begin.' }
  gateway.next('agent', () => {
    desk.find(input.sessionKey)?.report(update)
    gateway.goDown('It is restarting.')
    return new GatewayLost('closed')
  })
  const waits = new Promise<void>((resolve) => {
    gateway.onAwaited = resolve
  })
  const first = attempt()
  await waits
  first.cancel('CANCELLED', { cancelRequested: true })
  const failure = await first.result.catch((error) => error)
  expect(failure).toBeInstanceOf(CancelledFailure)
  expect(failure.details).toEqual([
    {
      items: [
        update,
        {
          ...{ kind: 'start_unanswered', id: 'start_unanswered-s1', stepId: 's1' },
          ...{ at: expect.any(String), reason: 'It is restarting.' },
        },
      ],
      usage: null,
    },
  ])
})

test('the next attempt knows that an earlier one had asked', async () => {
  const stopping = new AbortController()
  const { gateway, attempt } = anExecutor(stopping.signal)
  const waits = () =>
    new Promise<void>((resolve) => {
      gateway.onAwaited = resolve
    })
  gateway.next('agent', () => {
    gateway.goDown('It is restarting.')
    return new GatewayLost('closed')
  })
  const firstWaits = waits()
  const first = attempt()
  await firstWaits
  first.cancel('RESET', { reset: true })
  await expect(first.result).rejects.toMatchObject({ type: 'AttemptOver' })
  const secondWaits = waits()
  const second = attempt()
  await secondWaits
  second.cancel('CANCELLED', { cancelRequested: true })
  const failure = await second.result.catch((error) => error)
  expect(failure.details).toMatchObject([{ items: [{ kind: 'start_unanswered' }] }])
})

test('an attempt that hears late that its time is over does not take the run from the next one', async () => {
  const { gateway, desk, gate, call, grant, input, attempt } = anExecutor()
  const firstHangs = aHang(gateway)
  const first = attempt()
  await firstHangs
  const run = desk.find(input.sessionKey)
  let end = (_: object) => {}
  const secondWaits = new Promise<void>((resolve) => {
    gateway.next('agent.wait', bare, () => {
      resolve()
      return new Promise((answer) => (end = answer))
    })
  })
  const second = attempt()
  await secondWaits
  first.cancel('TIMED_OUT', { timedOut: true })
  await expect(first.result).rejects.toMatchObject({ type: 'AttemptOver' })
  expect(desk.find(input.sessionKey)).toBe(run)
  expect(await gate.decide(call('send_message', letter))).toMatchObject({ decision: 'allow' })
  const by = { sessionKey: input.sessionKey, runId: input.runId, toolCallId: 'call-1', tool: 'send_message' }
  gate.performed({ ...by, args: letter, isError: false, result: 'Sent.' })
  end(ended())
  const { outcome, items } = await second.result
  expect(outcome).toBe('ok')
  expect(items.filter(({ kind }) => kind === 'effect')).toMatchObject([
    { outcome: 'performed', effectKey: grant.effectKey },
  ])
  expect(gateway.methods()).not.toContain('sessions.abort')
  expect(desk.find(input.sessionKey)).toBeNull()
})

test('a run is closed when the last attempt at it is done, whichever had the result', async () => {
  const { gateway, desk, input, attempt } = anExecutor()
  const hangs = aHang(gateway)
  const first = attempt()
  await hangs
  gateway.next('agent.wait', bare, ended())
  expect(await attempt().result).toMatchObject({ outcome: 'ok' })
  expect(desk.find(input.sessionKey)).not.toBeNull()
  first.cancel('NOT_FOUND', { notFound: true })
  await expect(first.result).rejects.toMatchObject({ type: 'AttemptOver' })
  expect(desk.find(input.sessionKey)).toBeNull()
})

test('a defect leaves the run open, for the attempt that is made after it', async () => {
  const { gateway, desk, input, attempt } = anExecutor()
  gateway.next('agent.wait', new TypeError('a defect'))
  await expect(attempt().result).rejects.toThrow('a defect')
  expect(desk.find(input.sessionKey)).not.toBeNull()
})

test('an agent that goes on after its finish is stopped, and its run is well', async () => {
  const { gateway, desk, gate, call, input, attempt } = anExecutor()
  const finish: RunItem = { kind: 'finish', id: 'f_1', at: aTime, stepId: 's1', summary: 'Done.' }
  gateway.next('agent.wait', bare, async () => {
    desk.find(input.sessionKey)?.report(finish)
    await gate.decide(call('exec', { command: 'ls' }))
    return new Promise(() => {})
  })
  gateway.next('sessions.abort', () => {
    gateway.next('agent.wait', ended({ status: 'error', stopReason: 'rpc' }))
    return { ok: true }
  })
  const { outcome, error, items } = await attempt().result
  expect([outcome, error]).toEqual(['ok', null])
  expect(items.map(({ kind }) => kind)).toEqual(['run_accepted', 'finish', 'call_blocked'])
})

test('items that no result can carry are signalled before it', async () => {
  const { gateway, desk, input, attempt } = anExecutor()
  const text = 'x'.repeat(8_000)
  gateway.next('agent.wait', bare, () => {
    const run = desk.find(input.sessionKey)
    for (let n = 0; n < 200; n++) run?.report({ kind: 'update', id: `u_${n}`, at: aTime, stepId: 's1', text })
    return ended()
  })
  const { items } = await attempt().result
  expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThanOrEqual(1_024 * 1_024 + 2)
  expect(items.at(-1)).toMatchObject({ id: 'u_199' })
  expect(items.length).toBeGreaterThan(80)
})
