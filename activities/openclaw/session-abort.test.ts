import { afterEach, expect, test, vi } from 'vitest'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { abortSession } from './session-abort.ts'

afterEach(() => void vi.useRealTimers())

const key = 'agent:main:fo:t_test'
const none = { ok: true, status: 'no-active-run' }
const interrupted = {
  runId: 'run-1',
  status: 'cancelled',
  error: 'Task execution process exited before restart.',
}
const abort = (gateway: ScriptedGateway) =>
  abortSession(gateway.asGateway(), key, new AbortController().signal)

test('what is active is ended once', async () => {
  const gateway = new ScriptedGateway().next('sessions.abort', { ok: true, status: 'aborted' })
  await abort(gateway)
  expect(gateway.methods()).toEqual(['sessions.abort'])
})

test('what a gateway that has just restarted takes up again is waited for, and ended', async () => {
  const gateway = new ScriptedGateway()
  gateway.rows = [interrupted]
  gateway.next('sessions.abort', none, none, { ok: true, status: 'aborted' })
  await abort(gateway)
  expect(gateway.paramsOf('sessions.abort')).toEqual(Array(3).fill({ key }))
})

test.each([
  ['nothing was begun there', [], 1_000],
  ['what was there had ended', [{ runId: 'run-1', status: 'completed' }, interrupted], 1_000],
  ['the gateway is up for long', [interrupted], 181_000],
])('nothing is waited for where %s', async (_, rows, upMs) => {
  const gateway = new ScriptedGateway()
  gateway.comeUp('boot-2', Date.now() - upMs)
  gateway.rows = rows
  gateway.next('sessions.abort', none)
  await abort(gateway)
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(1)
})

test('what the gateway never takes up again is not waited for for ever', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const gateway = new ScriptedGateway()
  gateway.rows = [interrupted]
  gateway.next('sessions.abort', none, () => {
    vi.setSystemTime(Date.now() + 21_000)
    return none
  })
  await abort(gateway)
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(2)
})

test('what is not wanted any more once the gateway is there again is not asked of it', async () => {
  const gateway = new ScriptedGateway()
  gateway.goDown('It is restarting.')
  let isWanted = true
  gateway.onAwaited = () => {
    isWanted = false
    gateway.comeUp()
  }
  const { signal } = new AbortController()
  expect(await abortSession(gateway.asGateway(), key, signal, undefined, () => isWanted)).toBe(false)
  expect(gateway.methods()).toEqual([])
})

test('of a session that is shared, only the run that is named is ended', async () => {
  const gateway = new ScriptedGateway().next('sessions.abort', none)
  gateway.rows = [{ runId: 'run-1', status: 'completed' }]
  await abortSession(gateway.asGateway(), key, new AbortController().signal, 'wake-up')
  expect(gateway.paramsOf('sessions.abort')).toEqual([{ key, runId: 'wake-up' }])
})
