import { expect, test } from 'vitest'
import { GatewayReport } from '#domain/executor/executor.ts'
import {
  AgentEvent,
  Catalog,
  Hello,
  Invoked,
  Message,
  PluginStatus,
  TaskRows,
  Waited,
  wordsOf,
} from './openclaw-wire.ts'

test('fields that nobody here knows pass: the protocol only grows', () => {
  const row = { runId: 'run-1', status: 'running', kind: 'cli', next: { a: 1 } }
  expect(TaskRows.parse({ tasks: [row], cursor: 'x' }).tasks).toEqual([{ runId: 'run-1', status: 'running' }])
})

test('times are milliseconds, also where they are told as ISO text', () => {
  const at = '2026-11-24T12:00:00.000Z'
  const waited = Waited.parse({ status: 'ok', startedAt: at, endedAt: Date.parse(at) })
  expect([waited.startedAt, waited.endedAt]).toEqual([Date.parse(at), Date.parse(at)])
})

test('a bare timeout has no end, said as null or not at all', () => {
  expect(Waited.parse({ status: 'timeout' }).endedAt).toBeUndefined()
  expect(Waited.parse({ status: 'timeout', endedAt: null }).endedAt).toBeNull()
})

const endless = { isConfigured: true, version: 'v'.repeat(5_000) }

test('a gateway says its version; what else it says of itself may be missing', () => {
  expect(Hello.parse({ server: { version: '2026.9.6' } })).toEqual({
    server: { version: '2026.9.6', bootId: '' },
    features: { methods: [] },
    snapshot: { uptimeMs: 0 },
  })
  for (const uptimeMs of [-1, 'long', Number.NaN])
    expect(Hello.parse({ server: { version: '1' }, snapshot: { uptimeMs } }).snapshot.uptimeMs).toBe(0)
  expect(Hello.safeParse({ server: {} }).success).toBe(false)
  const { server } = Hello.parse({ server: endless })
  const told = GatewayReport.safeParse({
    ...{ link: 'connected', detail: '', workerVersion: '1', plugin: PluginStatus.parse(endless).version },
    gateway: { version: server.version, isPractice: false },
  })
  expect(told.success, 'a report is not refused for it').toBe(true)
  expect(Catalog.parse({ groups: [{ id: 'core' }] })).toEqual({ groups: [{ id: 'core', tools: [] }] })
})

test('messages of any content pass, without a model’s usage too', () => {
  for (const content of ['x', [{ type: 'text', text: 'x' }], null])
    expect(Message.safeParse({ role: 'user', content }).success).toBe(true)
  expect(Message.safeParse({ role: 'user' }).success).toBe(true)
  expect(Message.safeParse({ content: 'x' }).success).toBe(false)
})

test('a tool that failed brings an error and no output, and the other way round', () => {
  const error = { code: 'tool_error', message: 'no room' }
  expect(Invoked.parse({ ok: false, error })).toEqual({ ok: false, error })
  expect(Invoked.parse({ ok: true, output: 1 })).toEqual({ ok: true, output: 1 })
})

test('an event tells why a provider failed, where it does', () => {
  const event = { runId: 'run-1', stream: 'lifecycle' }
  const data = { phase: 'error', errorObservation: { failoverReason: 'auth' } }
  expect(AgentEvent.parse({ ...event, data }).data?.errorObservation?.failoverReason).toBe('auth')
  expect(AgentEvent.parse(event).data).toBeUndefined()
  expect(AgentEvent.safeParse({ stream: 'x' }).success).toBe(false)
})

test.each([
  ['words', 'words'],
  [[{ type: 'text', text: 'one' }, { type: 'image' }, { type: 'text', text: 'two' }], 'one\ntwo'],
  [{ content: [{ type: 'text', text: 'one' }] }, 'one'],
  [{ content: 'one' }, 'one'],
  [[null, 1, { text: 2 }], ''],
  [{}, ''],
  [null, ''],
  [undefined, ''],
  [7, ''],
])('the words of %j are %j', (content, words) => {
  expect(wordsOf(content)).toBe(words)
})
