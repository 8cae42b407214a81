import { afterEach, expect, test, vi } from 'vitest'
import { Policy } from '#domain/policy/policy.ts'
import { aClock, aTurn, bare, ended } from '#test/agent-turn.ts'
import { GatewayLost } from './gateway-errors.ts'

afterEach(() => void vi.useRealTimers())

const minute = 60_000

test('a run over its time is ended, earlier attempts counted', async () => {
  const pass = aClock()
  const input = { policy: Policy.parse({ runDeadlineMs: 10 * minute }) }
  const { gateway, turn } = aTurn({ input, usedMs: 10 * minute - 20_000 })
  const slice = () => {
    pass(14_000)
    return bare
  }
  gateway.next('agent.wait', bare, slice, slice)
  gateway.next('sessions.abort', () => {
    gateway.next('agent.wait', ended({ status: 'error', stopReason: 'rpc' }))
    return { ok: true }
  })
  const error = "It was ended after 10 min, the longest that the project's policy allows a run."
  expect(await turn.take()).toMatchObject({ outcome: 'timed_out', error })
  expect(turn.usedMs).toBeGreaterThanOrEqual(10 * minute + 8_000)
})

test('a night that the machine slept while it asked is not the run’s', async () => {
  const pass = aClock()
  const input = { policy: Policy.parse({ runDeadlineMs: 10 * minute }) }
  const { gateway, turn } = aTurn({ input })
  const night = () => {
    pass(8 * 60 * minute)
    return bare
  }
  gateway.next('agent.wait', bare, night, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  expect(gateway.methods()).not.toContain('sessions.abort')
  expect(turn.usedMs).toBeLessThan(minute)
})

test('time without the gateway is not the run’s', async () => {
  const pass = aClock()
  const input = { policy: Policy.parse({ runDeadlineMs: 10 * minute }) }
  const { gateway, turn } = aTurn({ input })
  gateway.onAwaited = () => {
    pass(60 * minute)
    gateway.comeUp()
  }
  gateway.next('agent.wait', bare, () => {
    pass(60 * minute)
    gateway.goDown('It is restarting.')
    return new GatewayLost('closed')
  })
  gateway.next('agent.wait', bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  expect(turn.usedMs).toBeLessThan(minute)
  expect(gateway.methods()).not.toContain('sessions.abort')
})
