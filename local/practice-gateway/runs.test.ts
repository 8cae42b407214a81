import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { builtInTools, logsIn } from './built-in-tools.ts'
import { PluginHost } from './plugin-host.ts'
import { Runs } from './runs.ts'
import { openStore } from './store.ts'

const sessionKey = 'agent:main:s'
const request = (runId: string, message: string, more: { timeout?: number } = {}) => ({
  runId,
  sessionKey,
  agentId: 'main',
  message,
  ...more,
})

/** Its runs as the gateway keeps them; without plugins nothing is gated. */
function aGateway(folder = tempFolder()) {
  const store = openStore(join(folder, 'state', 'gateway.json'))
  const host = new PluginHost(folder, builtInTools(folder, logsIn(folder)))
  const events: string[] = []
  const said: unknown[] = []
  const broadcast = (event: string, { stream, data }: Record<string, unknown>) => {
    events.push(stream ? `${event} ${stream}` : event)
    if (stream === 'assistant') said.push((data as { text: string }).text)
  }
  const runs = new Runs({ store, host, broadcast, recoverAfterMs: 1 })
  const rows = () => store.rows.map(({ runId, status, error }) => ({ runId, status, error }))
  return { folder, store, host, runs, rows, events, said }
}

test('a run ends with its words, in its list and its transcript', async () => {
  const { runs, rows, store, events } = aGateway()
  expect(runs.start(request('run-1', 'answer: hello'))).toMatchObject({ status: 'accepted' })
  expect(runs.start(request('run-1', 'answer: hello')).status).toBe('in_flight')
  const end = await runs.wait('run-1', 5_000)
  expect(end).toMatchObject({
    status: 'ok',
    endedAt: expect.any(Number),
    terminalReply: { disposition: 'visible', text: 'hello' },
  })
  expect(runs.start(request('run-1', 'answer: hello')).status).toBe('ok')
  expect(rows()).toEqual([{ runId: 'run-1', status: 'completed', error: undefined }])
  expect(store.messagesOf(sessionKey)).toMatchObject([
    { role: 'user', idempotencyKey: 'run-1:user', __openclaw: { runId: 'run-1' } },
    { role: 'assistant', usage: { cost: { total: 0.00321 } } },
  ])
  expect(events).toContain('agent assistant')
})

test('a slow answer comes word by word, all of it so far each time', async () => {
  const { runs, said } = aGateway()
  runs.start(request('run-1', 'slow: 60\nanswer: one two three'))
  await runs.wait('run-1', 5_000)
  expect(said).toEqual(['one ', 'one two ', 'one two three'])
})

test('who waits too short, or for nobody, gets a bare timeout', async () => {
  const { runs } = aGateway()
  runs.start(request('run-1', 'hang'))
  expect(await runs.wait('run-1', 5)).toEqual({ runId: 'run-1', status: 'timeout' })
  expect(await runs.wait('unknown', 5)).toEqual({ runId: 'unknown', status: 'timeout' })
  await runs.abort(sessionKey)
})

test('a session has one run at a time, in order', async () => {
  const { runs, rows } = aGateway()
  runs.start(request('run-1', 'hang'))
  runs.start(request('run-2', 'and then'))
  await expect.poll(() => rows().map(({ status }) => status)).toEqual(['queued', 'running'])
  expect(runs.activeIn(sessionKey)).toBe('run-1')
  expect(await runs.abort(sessionKey)).toMatchObject({ abortedRunId: 'run-1', status: 'aborted' })
  expect(await runs.wait('run-1', 5_000)).toMatchObject({ status: 'error', stopReason: 'rpc' })
  await expect.poll(() => rows().map(({ status }) => status)).toEqual(['running', 'cancelled'])
  expect(await runs.abort(sessionKey, 'run-1')).toMatchObject({ abortedRunId: null })
  expect(await runs.abort(sessionKey, 'run-2')).toMatchObject({ abortedRunId: 'run-2' })
  expect(await runs.abort(sessionKey)).toMatchObject({ abortedRunId: null, status: 'no-active-run' })
})

test('a run over its time, and one whose provider fails, end as the real gateway’s do', async () => {
  const { runs, rows } = aGateway()
  runs.start(request('run-1', 'hang', { timeout: 0.01 }))
  expect(await runs.wait('run-1', 5_000)).toMatchObject({ status: 'timeout', endedAt: expect.any(Number) })
  runs.start({ ...request('run-2', 'fail: 401'), sessionKey: 'agent:main:other' })
  expect(await runs.wait('run-2', 5_000)).toMatchObject({
    status: 'error',
    error: expect.stringMatching(/HTTP 401/),
  })
  expect(rows().map(({ status }) => status)).toEqual(['failed', 'timed_out'])
})

test('what a crash interrupted goes on by itself under a new id, marked as a recovery', async () => {
  const killed = aGateway()
  killed.runs.start(request('run-1', 'slow: 60000\nanswer: hello'))
  await expect.poll(() => killed.store.messagesOf(sessionKey).length).toBe(1)
  const { runs, rows, store } = aGateway(killed.folder)
  runs.recover()
  await expect.poll(() => rows()[0]?.status).toBe('running')
  const [recovery, interrupted] = rows()
  expect(interrupted).toEqual({
    runId: 'run-1',
    status: 'cancelled',
    error: 'Task execution process exited before restart.',
  })
  expect(store.messagesOf(sessionKey).at(-1)).toMatchObject({
    idempotencyKey: `${recovery?.runId}:user`,
    provenance: { sourceTool: 'main_session_restart_recovery' },
  })
  for (const each of [killed.runs, runs]) await each.abort(sessionKey)
})

test('a key sent again after a restart fails and starts nothing', async () => {
  const killed = aGateway()
  killed.runs.start(request('run-1', 'answer: hello'))
  await killed.runs.wait('run-1', 5_000)
  const { runs, rows } = aGateway(killed.folder)
  expect(runs.start(request('run-1', 'answer: hello')).status).toBe('accepted')
  expect(await runs.wait('run-1', 5_000)).toMatchObject({ status: 'error', endedAt: expect.any(Number) })
  expect(rows()).toEqual([{ runId: 'run-1', status: 'completed', error: undefined }])
})

test('what the model costs is said by a directive, from then on; plugins see each answer before it is kept', async () => {
  const { runs, store, host } = aGateway()
  const seen: unknown[] = []
  const fire = host.fire.bind(host)
  host.fire = (name, event, context) => {
    if (name === 'before_message_write') seen.push([event.message, context])
    return fire(name, event, context)
  }
  runs.start(request('run-1', 'cost: 0.2\nanswer: dear'))
  await runs.wait('run-1', 5_000)
  runs.start(request('run-2', 'cost: none\nanswer: free'))
  await runs.wait('run-2', 5_000)
  const answers = store.messagesOf(sessionKey).filter(({ role }) => role === 'assistant')
  expect(answers).toMatchObject([{ usage: { cost: { total: 0.2 } } }, { usage: { input: 800 } }])
  expect(answers[1]?.usage).toMatchObject({ cost: undefined })
  expect(seen).toMatchObject([
    [
      { role: 'assistant', stopReason: 'stop' },
      { sessionKey, agentId: 'main' },
    ],
    [{ role: 'assistant' }, {}],
  ])
})
