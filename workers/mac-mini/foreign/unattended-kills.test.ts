import { afterEach, expect, test, vi } from 'vitest'
import type { OpenRun } from '#activities/openclaw/executor-desk.ts'
import { GatewayLost, GatewayRefusal } from '#activities/openclaw/gateway-errors.ts'
import type { Doer } from '#domain/kill-switch/kill-switch.ts'
import type { RunItem } from '#domain/run/run.ts'
import { aClock } from '#test/agent-turn.ts'
import { aRunInput } from '#test/builders.ts'
import { aKillSwitch } from '#test/kill-switch.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { openOnDesk, openUnattendedKills } from './unattended-kills.ts'

const close: (() => void)[] = []
afterEach(() => {
  for (const stop of close.splice(0)) stop()
  vi.useRealTimers()
})

const sessionKey = 'agent:main:main'
const aborted = { ok: true, status: 'aborted' }
const moot = { ok: true, status: 'no-active-run' }

/** A chat is open on the desk as the run chat-1 of a task. */
function some({ hasTask = true } = {}) {
  const gateway = new ScriptedGateway()
  const killSwitch = aKillSwitch()
  const items: RunItem[] = []
  const errors: string[] = []
  const killedFor: string[] = []
  const noteKilled = (reason: string) => void killedFor.push(reason)
  const report = (item: RunItem) => void (items.some(({ id }) => id === item.id) || items.push(item))
  const open = {
    input: aRunInput({ runId: 'chat-1', stepId: 's1' }),
    report,
    noteKilled,
  } as unknown as OpenRun
  const runs = openUnattendedKills({
    ...{ gateway: gateway.asGateway(), killSwitch, everyMs: 1 },
    desk: { find: (key) => (hasTask && key === sessionKey ? open : null) },
    masked: (text) => text.replaceAll('hunter2', '***'),
    onError: (error, where) => errors.push(`${where}: ${error.message}`),
  })
  close.push(runs.stop)
  const orders = () => gateway.paramsOf('sessions.abort').length
  return { gateway, killSwitch, runs, items, errors, killedFor, orders }
}

/** The chat lives on at each look. */
function livesOn(gateway: ScriptedGateway, looks = 20) {
  const history = { messages: [], inFlightRun: { runId: 'chat-1' }, sessionInfo: { hasActiveRun: true } }
  gateway.next('chat.history', ...Array(looks).fill(history))
}

/** So long after it that it is overdue. */
function later(answer: object) {
  const pass = aClock()
  return () => {
    pass(400_000)
    if (answer instanceof Error) throw answer
    return answer
  }
}

test('a switch ends what nobody here started, once where it is heeded', async () => {
  const { gateway, killSwitch, runs, items } = some()
  gateway.next('sessions.abort', moot, moot)
  for (const key of ['agent:main:cron:daily', sessionKey, sessionKey]) runs.began({ sessionKey: key })
  killSwitch.set(null)
  expect(gateway.methods()).toEqual([])
  killSwitch.set('Ada stopped everything')
  killSwitch.set('Ada stopped everything')
  expect(gateway.paramsOf('sessions.abort')).toEqual([{ key: 'agent:main:cron:daily' }, { key: sessionKey }])
  expect(items).toEqual([])
})

test('one that lives on is told again as one of ours is, its task hears of it at first and at last', async () => {
  const { gateway, killSwitch, runs, items, orders } = some()
  livesOn(gateway)
  gateway.next('sessions.abort', ...Array(20).fill(later(aborted)))
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(() => items.length).toBe(2)
  const told = { as: 'killed', answer: 'aborted' }
  expect(items).toMatchObject([
    { kind: 'end_unheeded', stepId: 's1', told: { ...told, times: 1, isLast: false } },
    { kind: 'end_unheeded', stepId: 's1', told: { ...told, times: 6, isLast: true } },
  ])
  expect(orders()).toBe(6)
})

test('a gateway that refuses to end it did not: that is its answer, and it is told again', async () => {
  const { gateway, killSwitch, runs, items, orders } = some()
  livesOn(gateway, 1)
  const refusal = new GatewayRefusal('FORBIDDEN', 'hunter2 may not', false, 0)
  gateway.next('sessions.abort', later(refusal), moot)
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(orders).toBe(2)
  expect(items).toMatchObject([{ told: { times: 1, answer: '*** may not' } }])
})

test('a switch that is lifted while the gateway is away ends nothing when it is back', async () => {
  const { gateway, killSwitch, runs, killedFor, orders } = some()
  let isBack = false
  gateway.goDown('closed')
  gateway.onAwaited = () => {
    killSwitch.set(null)
    gateway.comeUp()
    isBack = true
  }
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(() => isBack).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([orders(), killedFor]).toEqual([0, []])
  gateway.next('sessions.abort', moot)
  killSwitch.set('Ada stopped everything')
  await expect.poll(orders).toBe(1)
})

test('only of what it ended is it noted for which switch', async () => {
  const { gateway, killSwitch, runs, killedFor, orders } = some()
  gateway.next('sessions.abort', moot, aborted)
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(orders).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(killedFor).toEqual([])
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('again')
  await expect.poll(() => killedFor).toEqual(['again'])
})

test('an order that was lost with the connection is given again, and counts as none', async () => {
  const { gateway, killSwitch, runs, items, errors, killedFor, orders } = some()
  gateway.onAwaited = () => gateway.comeUp()
  const breaks = () => {
    gateway.goDown('closed')
    throw new GatewayLost('closed')
  }
  gateway.next('sessions.abort', breaks, moot)
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(orders).toBe(2)
  await expect.poll(() => killedFor).toEqual(['Ada stopped everything'])
  expect([items, errors]).toEqual([[], []])
})

test('no answer over a connection that holds is one that ended nothing, and counts', async () => {
  const { gateway, killSwitch, runs, items, orders } = some()
  livesOn(gateway)
  gateway.next('sessions.abort', later(new GatewayLost('timeout')), moot)
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(orders).toBe(2)
  expect(items).toMatchObject([{ told: { times: 1, answer: 'none in time' } }])
})

test('one that has ended, or is let go on, is told no more', async () => {
  const { gateway, killSwitch, runs, items, orders } = some()
  gateway.next('sessions.abort', later(aborted), aborted)
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(() => gateway.methods()).toContain('chat.history')
  runs.began({ sessionKey, runId: 'chat-2' })
  killSwitch.set('again')
  killSwitch.set(null)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([orders(), items]).toEqual([2, []])
})

test('of one that has no task, the log hears', async () => {
  const { gateway, killSwitch, runs, errors } = some({ hasTask: false })
  livesOn(gateway)
  gateway.next('sessions.abort', ...Array(20).fill(later(aborted)))
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(() => errors.length).toBe(2)
  expect(errors[1]).toMatch(/^the run in agent:main:main: Its gateway was told 6 times/)
})

test('of very many sessions the newest are kept, and after the stop none is touched', () => {
  const { gateway, killSwitch, runs } = some()
  for (let i = 0; i < 501; i++) runs.began({ sessionKey: `agent:main:${i}` })
  killSwitch.set('stop')
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(500)
  expect(gateway.paramsOf('sessions.abort')[0]).toEqual({ key: 'agent:main:1' })
  runs.began({ sessionKey })
  runs.stop()
  killSwitch.set('again')
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(500)
})

test('set, lifted and set again on the same run, it is told again', async () => {
  const { gateway, killSwitch, runs, orders } = some()
  livesOn(gateway)
  gateway.next('sessions.abort', aborted, aborted)
  runs.began({ sessionKey, runId: 'chat-1' })
  killSwitch.set('Ada stopped everything')
  await expect.poll(orders).toBe(1)
  killSwitch.set(null)
  await new Promise((resolve) => setTimeout(resolve, 20))
  killSwitch.set('Ada stopped everything')
  await expect.poll(orders).toBe(2)
})

test('what the gateway begins in its session takes nothing from it: its project’s switch ends it as before', async () => {
  const input = aRunInput({ runId: 'fo:task/t_1/s1', sessionKey: 'agent:main:fo:task/t_1' })
  const gateway = new ScriptedGateway()
  let stopped: string | null = null
  const killSwitch = {
    ...aKillSwitch(),
    stopOf: ({ projectId }: Doer) => (projectId === input.projectId ? stopped : null),
  }
  const open = { input, noteKilled: () => {} } as unknown as OpenRun
  const runs = openUnattendedKills({
    ...{ gateway: gateway.asGateway(), killSwitch, everyMs: 1 },
    desk: { find: () => open },
    masked: (text) => text,
    onError: (error) => {
      throw error
    },
  })
  close.push(runs.stop)
  runs.began(openOnDesk(input))
  runs.began({ sessionKey: input.sessionKey, runId: 'wake-up' })
  for (let i = 0; i < 501; i++) runs.began({ sessionKey: `agent:main:${i}` })
  stopped = 'Ada stopped the project'
  runs.look()
  await expect.poll(() => gateway.paramsOf('sessions.abort')).toEqual([{ key: input.sessionKey }])
})

test('one that is held is ended without any switch, and nothing else in its session', async () => {
  const { gateway, runs, errors, killedFor } = some({ hasTask: false })
  gateway.next('sessions.abort', moot)
  runs.began({ sessionKey, runId: 'chat-1' })
  runs.look()
  expect(gateway.methods()).toEqual([])
  runs.began({ sessionKey, runId: 'chat-1', held: 'Runs are held now: Letter is paused' })
  runs.look()
  await expect.poll(() => gateway.paramsOf('sessions.abort')).toEqual([{ key: sessionKey, runId: 'chat-1' }])
  expect([errors, killedFor]).toEqual([[], []])
})
