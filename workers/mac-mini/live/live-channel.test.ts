import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { LiveBatch, type LiveRun, type LiveWatched } from '#domain/live/live.ts'
import type { RunInput } from '#domain/run/run.ts'
import { aConnection, aWire, wireToken } from '#test/wire-gateway.ts'
import { showLive } from './live-channel.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const pace = { gatherMs: 5, askMs: 20, awayMs: 40 }
const session = (taskId: string) => `agent:main:fo:task/${taskId}`
const event = (taskId: string, data: object, stream = 'assistant', runId = `run-${taskId}`) => ({
  ...{ runId, sessionKey: session(taskId), agentId: 'main', seq: 1, ts: 1, stream, data },
})

/** A worker's live channel on a real connection to a gateway whose events the test says. */
async function aChannel() {
  const wire = await aWire()
  const { gateway, until } = aConnection(() => ({ url: wire.url, token: wireToken }))
  gateway.start()
  await until('connected')
  const open = new Map<string, RunInput>()
  const begin = (taskId: string, runId = `run-${taskId}`) =>
    open.set(session(taskId), { taskId, stepId: 's1', runId } as RunInput)
  const sent: LiveRun[] = []
  const api = { watched: [] as LiveWatched['watched'], isAway: false, asked: 0 }
  const stopping = new AbortController()
  const over = showLive(
    {
      gateway,
      findRun(sessionKey) {
        const input = open.get(sessionKey)
        return input ? { input } : null
      },
      async send(batch) {
        api.asked += 1
        if (api.isAway) throw new Error('it does not answer')
        sent.push(...LiveBatch.parse(batch).runs)
        const { watched } = api
        for (const run of batch.runs)
          if (run.isWhole) api.watched = watched.map((one) => ({ ...one, needsWhole: false }))
        return { watched: api.watched }
      },
      logger: { info() {} },
      pace,
    },
    stopping.signal,
  )
  onTestFinished(async () => {
    stopping.abort()
    await over
  })
  const texts = (taskId: string) =>
    sent
      .filter((run) => run.taskId === taskId)
      .flatMap(({ items }) => items.map((i) => ('text' in i ? i.text : '')))
  return {
    say: (payload: object) => wire.broadcast('agent', payload as never),
    open,
    begin,
    api,
    sent,
    texts,
  }
}

test('of a run that nobody looks at nothing is sent; who comes is caught up, then told what is new', async () => {
  const { say, begin, api, sent } = await aChannel()
  begin('t_1')
  say(event('t_1', { text: 'Dear ' }))
  await expect.poll(() => api.asked).toBeGreaterThan(1)
  expect(sent).toEqual([])
  api.watched = [{ taskId: 't_1', needsWhole: true }]
  await expect
    .poll(() => sent)
    .toMatchObject([{ taskId: 't_1', isWhole: true, items: [{ text: 'Dear ' }, {}] }])
  say(event('t_1', { text: 'Dear Ada ' }))
  await expect.poll(() => sent.at(-1)).toMatchObject({ isWhole: false, items: [{ at: 5, text: 'Ada ' }] })
})

test('where no run is open nothing is asked', async () => {
  const { say, api } = await aChannel()
  say(event('t_9', { text: 'nobody’s ' }))
  await sleep(100)
  expect(api.asked).toBe(0)
})

test('the end of a run is told with its last word, and then it is forgotten', async () => {
  const { say, begin, open, api, sent } = await aChannel()
  begin('t_1')
  api.watched = [{ taskId: 't_1', needsWhole: true }]
  say(event('t_1', { text: 'the last' }))
  await expect.poll(() => sent.length).toBeGreaterThan(0)
  open.clear()
  await expect.poll(() => sent.at(-1)).toMatchObject({ isEnded: true, items: [{ text: 'last' }] })
  const { asked } = api
  await sleep(100)
  expect(api.asked).toBeLessThanOrEqual(asked + 1)
})

test('while the control plane is away the run is kept small, and all of it sent afterwards', async () => {
  const { say, begin, api, sent } = await aChannel()
  begin('t_1')
  api.watched = [{ taskId: 't_1', needsWhole: true }]
  say(event('t_1', { text: 'one ' }))
  await expect.poll(() => sent.length).toBe(1)
  api.isAway = true
  const { asked } = api
  for (let i = 0; i < 300; i++) say(event('t_1', { message: `try ${i}` }, 'run_status'))
  await expect.poll(() => api.asked).toBeGreaterThan(asked + 2)
  api.isAway = false
  await expect.poll(() => sent.length).toBe(2)
  expect(sent.at(-1)).toMatchObject({ isWhole: true })
  const { items } = sent.at(-1) as LiveRun
  expect(items.at(-1)).toEqual({ kind: 'dropped', count: 241 })
  expect(items).toContainEqual(expect.objectContaining({ text: 'try 299' }))
})

test('a gateway that lies about a run, or says nonsense, shows nothing where it does not belong', async () => {
  const { say, begin, api, texts } = await aChannel()
  begin('t_1')
  begin('t_2')
  api.watched = ['t_1', 't_2'].map((taskId) => ({ taskId, needsWhole: true }))
  say(event('t_1', { text: 'mine ' }))
  await expect.poll(() => texts('t_1')).toContain('mine ')
  say(event('t_2', { text: 'of another ' }, 'assistant', 'run-t_1'))
  for (const nonsense of [null, 1, [], { runId: 1 }, { runId: 'x', sessionKey: {}, stream: 'tool', data: 1 }])
    say(nonsense as never)
  say(event('t_1', { text: 7 }))
  say(event('t_1', { phase: 'start', name: 'exec', args: { __proto__: null, a: [[[[[[[[1]]]]]]]] } }, 'tool'))
  say(event('t_2', { text: 'its own ' }))
  await expect.poll(() => texts('t_2')).toContain('its own ')
  expect(texts('t_2')).not.toContain('of another ')
})

test('26 MB frames without end neither grow it nor hold it up', { timeout: 120_000 }, async () => {
  const { say, begin, api, texts } = await aChannel()
  begin('t_1')
  api.watched = [{ taskId: 't_1', needsWhole: true }]
  const frame = Buffer.alloc(26_000_000, 'word ').toString()
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 6; i++) {
    say(event('t_1', { phase: 'start', name: 'exec', toolCallId: `call ${i}`, args: { frame } }, 'tool'))
    await sleep(20)
  }
  say(event('t_1', { text: `still here ${frame}` }))
  await expect
    .poll(() => texts('t_1').some((text) => text.startsWith('still here')), { timeout: 60_000 })
    .toBe(true)
  collect()
  // One frame held by what was cut from it would be 26 MB.
  expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(20)
})
