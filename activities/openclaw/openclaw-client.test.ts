import { expect, test } from 'vitest'
import { z } from 'zod'
import { aConnection, aWire, MethodError, usualMethods, wireToken } from '#test/wire-gateway.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import type { GatewayLink } from './openclaw-client.ts'

async function connected(methods: Parameters<typeof aWire>[0] = {}) {
  const wire = await aWire({ ...usualMethods, ...methods })
  const { gateway, until } = aConnection(() => ({ url: wire.url, token: wireToken }))
  gateway.start()
  const link = await until('connected')
  return { wire, gateway, until, link }
}

test('a gateway that is there says its version and its boot, and that it is for practice', async () => {
  const { link } = await connected()
  const facts = { version: 'practice-1', isPractice: true }
  expect(link).toEqual({
    state: 'connected',
    facts,
    installed: { plugin: null, protocol: 4 },
    boot: { id: 'boot-1', seenAt: expect.any(Number), startedAt: expect.any(Number) },
    detail: '',
  })
})

test('the plugin says its own version', async () => {
  const status = () => ({ isConfigured: true, problem: null, version: '0.0.9' })
  const { link } = await connected({ 'frontoffice.status': status })
  expect(link).toMatchObject({ installed: { plugin: '0.0.9' } })
})

test('the worker may call the tools of our own plugins, and no others', async () => {
  const { gateway } = await connected()
  const own = ['fo_finish', 'send_message', 'tweet', 'exec', 'unknown'].map(gateway.isOwnTool)
  expect(await Promise.all(own)).toEqual([true, true, false, false, false])
})

test('a plugin that the worker’s file names is ours too; without a word of it the sample is', async () => {
  const wire = await aWire()
  const target = { url: wire.url, token: wireToken, ownPlugins: ['somebody-else'] }
  const { gateway, until } = aConnection(() => target)
  gateway.start()
  await until('connected')
  const own = ['fo_finish', 'send_message', 'tweet'].map(gateway.isOwnTool)
  expect(await Promise.all(own)).toEqual([true, false, true])
})

test('a tool’s own log can be asked where its plugin says so, and it is one of ours', async () => {
  const receipts = { 'front-office-outbox.receipt': () => ({}), 'somebody-else.receipt': () => ({}) }
  const { gateway } = await connected(receipts)
  const methods = ['send_message', 'fo_finish', 'tweet'].map(gateway.receiptMethodOf)
  expect(methods).toEqual(['front-office-outbox.receipt', null, null])
})

test('where an agent’s files are is asked once a connection, and again after no answer', async () => {
  let asked = 0
  const { gateway } = await connected({
    'agents.list': () => {
      asked += 1
      if (asked === 1) throw new MethodError('UNAVAILABLE', 'not now')
      return { agents: [{ id: 'main', workspace: '/work' }, { id: 'bare' }] }
    },
  })
  const workspaces = []
  for (const agentId of ['main', 'main', 'bare', 'unknown'])
    workspaces.push(await gateway.workspaceOf(agentId))
  expect(workspaces).toEqual([null, '/work', null, null])
  expect(asked).toBe(2)
})

test('what is answered comes in the asked shape, and anything else is a defect', async () => {
  const { gateway } = await connected({ echo: (params) => ({ ...params, more: 1 }) })
  expect(await gateway.request(z.object({ a: z.number() }), 'echo', { a: 1 })).toEqual({ a: 1 })
  await expect(gateway.request(z.object({ b: z.number() }), 'echo', { a: 1 })).rejects.toThrow(z.ZodError)
})

const errors: [string, object, { isPassing: boolean; retryAfterMs: number }][] = [
  ['INVALID_REQUEST', {}, { isPassing: false, retryAfterMs: 500 }],
  ['FORBIDDEN', {}, { isPassing: false, retryAfterMs: 500 }],
  ['UNAVAILABLE', {}, { isPassing: true, retryAfterMs: 500 }],
  ['UNAVAILABLE', { retryable: true, retryAfterMs: 1_000 }, { isPassing: true, retryAfterMs: 1_000 }],
  ['RATE_LIMITED', { retryable: true, retryAfterMs: 30 }, { isPassing: true, retryAfterMs: 30 }],
]
test.each(errors)('a refusal %s with %j passes or not: %j', async (code, more, sorted) => {
  const fail = () => {
    throw new MethodError(code, 'not now', more)
  }
  const { gateway } = await connected({ fail })
  const error = await gateway.request(z.unknown(), 'fail', {}).catch((reason) => reason)
  expect(error).toBeInstanceOf(GatewayRefusal)
  expect(error).toMatchObject({ code, message: expect.stringContaining('not now'), ...sorted })
})

test('no answer is not a refusal: what was asked may have happened', async () => {
  const { gateway, wire, until } = await connected({ hang: () => new Promise(() => {}) })
  await expect(gateway.request(z.unknown(), 'hang', {}, 50)).rejects.toThrow(GatewayLost)
  const asked = gateway.request(z.unknown(), 'hang', {}).catch((reason) => reason)
  await wire.close()
  expect(await asked).toBeInstanceOf(GatewayLost)
  await until('down')
  await expect(gateway.request(z.unknown(), 'hang', {})).rejects.toThrow(/not connected/)
})

test('a gateway that comes back is found again, and who waits is told', async () => {
  const { gateway, wire, until } = await connected()
  const states: string[] = []
  gateway.onChange(({ state }) => states.push(state))
  await wire.close()
  await until('down')
  expect(await gateway.whenConnected(AbortSignal.timeout(1), 60_000)).toBe(false)
  expect(await gateway.whenConnected(new AbortController().signal, 1)).toBe(false)
  await aWire(usualMethods, wire.port)
  expect(await gateway.whenConnected(new AbortController().signal, 15_000)).toBe(true)
  expect([states[0], states.at(-1)]).toEqual(['down', 'connected'])
})

test('who waits for a gateway waits on while it can’t be reached', async () => {
  const { gateway, wire, until } = await connected()
  await wire.close()
  await until('down')
  const details: string[] = []
  gateway.onChange(({ detail }) => details.push(detail))
  const waiting = gateway.whenConnected(new AbortController().signal, 15_000)
  await expect.poll(() => details.length).toBeGreaterThan(0)
  await aWire(usualMethods, wire.port)
  expect(await waiting).toBe(true)
  expect(details[0]).toMatch(/does not answer/)
})

test('a boot is known by when it began, and by when it was first reached', async () => {
  const wire = await aWire(usualMethods, 0, 90_000)
  const { gateway, until } = aConnection(() => ({ url: wire.url, token: wireToken }))
  gateway.start()
  const first = await until('connected')
  await wire.close()
  await until('down')
  await aWire(usualMethods, wire.port, 95_000)
  const again = await until('connected')
  const bootOf = (link: GatewayLink) => (link.state === 'connected' ? link.boot : { seenAt: 0, startedAt: 0 })
  expect(bootOf(again).seenAt).toBe(bootOf(first).seenAt)
  expect(bootOf(first).seenAt - bootOf(first).startedAt).toBeGreaterThanOrEqual(90_000)
})

test('a wrong token is refused in words that say where to correct it, and the correction is taken up', async () => {
  const wire = await aWire()
  let token = 'wrong'
  const { gateway, until } = aConnection(() => ({ url: wire.url, token }))
  gateway.start()
  const file = '/data/mac-mini/config.json'
  const detail = `The gateway refuses the token (gatewayToken). Correct it in ${file}; it is read again by itself.`
  expect(await until('refused')).toEqual({ state: 'refused', detail })
  token = wireToken
  expect(await until('connected')).toMatchObject({ state: 'connected' })
}, 20_000)

test('a file that can’t be read is said, not fallen over', async () => {
  const { gateway, until } = aConnection(() => {
    throw new Error('config.json is not JSON')
  })
  gateway.start()
  expect(await until('refused')).toEqual({ state: 'refused', detail: 'config.json is not JSON' })
})

const unarmed: [string, Parameters<typeof aWire>[0], RegExp][] = [
  ['has no plugin of ours', {}, /plugin is not loaded.*install-plugin/],
  [
    'has a plugin without an address',
    { 'frontoffice.status': () => ({ isConfigured: false, problem: null }) },
    /no address of this worker/,
  ],
  [
    'has a plugin that does not reach the worker',
    { 'frontoffice.status': () => ({ isConfigured: true, problem: 'answered 401' }) },
    /can't reach this worker \(answered 401\)/,
  ],
]
test.each(unarmed)('a gateway that %s is not used: nothing would be held', async (_, methods, words) => {
  const wire = await aWire(methods)
  const { gateway, until } = aConnection(() => ({ url: wire.url, token: wireToken }))
  gateway.start()
  expect((await until('refused')).detail).toMatch(words)
})

test('its events tell when a run was heard of and why its provider failed', async () => {
  const { gateway, wire } = await connected()
  const run = { runId: 'run-1', stream: 'lifecycle' }
  wire.broadcast('chat', { ...run, runId: 'chat' })
  wire.broadcast('agent', { nonsense: true })
  wire.broadcast('agent', { ...run, data: { errorObservation: { failoverReason: 'auth' } } })
  await expect.poll(() => gateway.failureOf('run-1')).toBe('auth')
  expect([...gateway.lastHeard.keys()]).toEqual(['run-1'])
  expect(gateway.failureOf('run-2')).toBeNull()
})
