import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { LiveRun } from '#domain/live/live.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { type ApiServer, aTaskThat, executorToken, startApi } from '#test/api-server.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi()
  const tokenHash = sha256Hex('the-token-of-the-studio')
  await registerExecutor(api.pool, { executorId: 'studio', name: 'Studio', tokenHash })
})
afterAll(() => api?.stop())

const post = (runs: unknown[], executorId = 'mac-mini', token = executorToken) =>
  api.call('POST', `/api/executors/${executorId}/live`, { token, body: { runs } })
const run = (taskId: string, text: string, isWhole = false): LiveRun => ({
  ...{ taskId, stepId: 's1', isWhole, isEnded: false },
  items: [{ kind: 'note', block: 'b1', text }],
})

/** A viewer's browser. */
async function look(taskId: string, lastId?: string) {
  const leaving = new AbortController()
  const answer = await fetch(`${api.url}/api/tasks/${taskId}/live`, {
    headers: { cookie: await api.signIn('viewer'), ...(lastId && { 'last-event-id': lastId }) },
    signal: leaving.signal,
  })
  const given: { id: string; text: string }[] = []
  const read = async () => {
    let rest = ''
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + part).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, id = '', json = '{}'] = /^event: live\nid: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (id) given.push({ id, text: JSON.parse(json).text ?? JSON.parse(json).kind })
      }
    }
  }
  void read().catch(() => {})
  return { answer, given, texts: () => given.map(({ text }) => text), leave: () => leaving.abort() }
}

test('what the worker says of a run reaches who looks at it, and who comes back goes on from there', async () => {
  const { taskId } = await aTaskThat(api)
  expect((await post([])).json).toEqual({ watched: [] })
  const first = await look(taskId)
  expect(first.answer.headers.get('content-type')).toContain('text/event-stream')
  expect((await post([])).json).toEqual({ watched: [{ taskId, needsWhole: true }] })
  expect((await post([run(taskId, 'one', true)])).json).toEqual({ watched: [{ taskId, needsWhole: false }] })
  await expect.poll(first.texts).toEqual(['begin', 'one'])
  await post([run(taskId, 'two')])
  await expect.poll(first.texts).toEqual(['begin', 'one', 'two'])
  first.leave()
  const back = await look(taskId, first.given[1]?.id)
  await expect.poll(back.texts).toEqual(['two'])
  const late = await look(taskId)
  await expect.poll(late.texts).toEqual(['begin', 'one', 'two'])
  back.leave()
  late.leave()
})

test('only the executor’s own token shows anything, and only of its own tasks', async () => {
  const { taskId } = await aTaskThat(api)
  const reader = await look(taskId)
  const studio = 'the-token-of-the-studio'
  expect((await post([run(taskId, 'x', true)], 'mac-mini', 'wrong')).status).toBe(401)
  const { status, json } = await post([run(taskId, 'x', true)], 'mac-mini', studio)
  expect({ status, code: json.code }).toEqual({ status: 403, code: 'role_may_not' })
  const other = await post([run(taskId, 'x', true)], 'studio', studio)
  expect({ status: other.status, detail: other.json.detail }).toEqual({
    status: 403,
    detail: `The task ${taskId} is on mac-mini.`,
  })
  const cookie = await api.signIn('owner')
  expect(
    (await api.call('POST', '/api/executors/mac-mini/live', { cookie, body: { runs: [] } })).status,
  ).toBe(401)
  expect(reader.texts()).toEqual([])
  expect((await post([], 'studio', studio)).json).toEqual({ watched: [] })
  reader.leave()
})

test('nobody looks who is not signed in, and not at what is not there', async () => {
  const { taskId } = await aTaskThat(api)
  const path = `/api/tasks/${taskId}/live`
  expect((await api.call('GET', path)).status).toBe(401)
  expect((await api.call('GET', path, { token: executorToken })).status).toBe(401)
  const cookie = await api.signIn('viewer')
  expect((await api.call('GET', `/api/tasks/${newId('task')}/live`, { cookie })).status).toBe(404)
  expect((await api.call('GET', '/api/tasks/nonsense/live', { cookie })).status).toBe(400)
})

test('too much at once, or another shape, is refused', async () => {
  const { taskId } = await aTaskThat(api)
  const items = Array.from({ length: 121 }, () => ({ kind: 'note', block: 'b', text: 'x' }))
  expect((await post([{ ...run(taskId, 'x'), items }])).status).toBe(400)
  expect((await post([run(taskId, 'x'.repeat(501))])).status).toBe(400)
  expect((await post([run(taskId, 'x'.repeat(2_000_000))])).status).toBe(413)
})

test('a reader who does not read holds nobody up', async () => {
  const { taskId } = await aTaskThat(api)
  const { port } = new URL(api.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.pause()
  socket.write(
    `GET /api/tasks/${taskId}/live HTTP/1.1\r\nHost: x\r\nCookie: ${await api.signIn('viewer')}\r\n\r\n`,
  )
  await expect.poll(async () => (await post([])).json.watched).toMatchObject([{ taskId }])
  const reader = await look(taskId)
  await expect.poll(async () => (await post([])).json.watched).toMatchObject([{ taskId }])
  const text = 'x'.repeat(60_000)
  const whole = (n: number) => ({
    ...run(taskId, '', true),
    items: [
      { kind: 'text', block: 'b1', at: 0, text, isCut: true },
      { kind: 'note', block: 'b2', text: `batch ${n}` },
    ],
  })
  for (let n = 0; n < 60; n++) await post([whole(n)])
  await expect.poll(() => reader.texts().at(-1)).toBe('batch 59')
  reader.leave()
  socket.destroy()
  await once(socket, 'close')
})
