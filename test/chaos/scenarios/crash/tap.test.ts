import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Moment } from './phases.ts'
import { startTap } from './tap.ts'

/** A gateway that answers every request with its method, and a worker behind a tap. */
async function aTap() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const received: string[] = []
  server.on('connection', (socket) =>
    socket.on('message', (data) => {
      const { id, method } = JSON.parse(String(data))
      received.push(method)
      socket.send(JSON.stringify({ type: 'res', id, ok: true, payload: { of: method } }))
    }),
  )
  const tap = await startTap(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    await tap.stop()
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return { tap, received, server, worker: await connected(tap.url) }
}

async function connected(url: string) {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const answers: string[] = []
  socket.on('message', (data) => answers.push(JSON.parse(String(data)).payload.of))
  let id = 0
  const ask = (method: string) => {
    const params = { idempotencyKey: `run-${++id}` }
    socket.send(JSON.stringify({ type: 'req', id: String(id), method, params }))
  }
  return { socket, answers, ask }
}

const at =
  (kind: string, method: string, word: 'hold' | 'pass'): Moment =>
  (frame) =>
    frame.kind === kind && frame.method === method ? word : null

test('what is asked and answered goes by', async () => {
  const { worker, received } = await aTap()
  worker.ask('one')
  worker.ask('two')
  await expect.poll(() => worker.answers).toEqual(['one', 'two'])
  expect(received).toEqual(['one', 'two'])
})

test('a held request never arrives, nor does anything after it, and another connection is free', async () => {
  const { tap, worker, received } = await aTap()
  const reached = tap.until(at('request', 'agent', 'hold'), 5_000)
  expect(tap.calls()).toEqual([])
  for (const method of ['before', 'agent', 'after']) worker.ask(method)
  expect(await reached).toBe('reached')
  const next = await connected(tap.url)
  next.ask('agent')
  await expect.poll(() => next.answers).toEqual(['agent'])
  expect(received).toEqual(['before', 'agent'])
  expect(tap.calls()).toMatchObject([{ runId: 'run-1' }])
})

test('a held answer was given, and does not come back', async () => {
  const { tap, worker, received } = await aTap()
  const reached = tap.until(at('answer', 'agent', 'hold'), 5_000)
  worker.ask('agent')
  expect(await reached).toBe('reached')
  expect(received).toEqual(['agent'])
  expect(worker.answers).toEqual([])
})

test('what passes goes on', async () => {
  const { tap, worker } = await aTap()
  const reached = tap.until(at('answer', 'agent', 'pass'), 5_000)
  worker.ask('agent')
  worker.ask('after')
  expect(await reached).toBe('reached')
  await expect.poll(() => worker.answers).toEqual(['agent', 'after'])
})

test('a moment that does not come is told after a while', async () => {
  const { tap } = await aTap()
  expect(await tap.until(at('request', 'agent', 'hold'), 20)).toBeNull()
})

test('when one side is gone so is the other', async () => {
  const { tap, worker, server } = await aTap()
  await expect.poll(() => server.clients.size).toBe(1)
  for (const client of server.clients) client.terminate()
  await once(worker.socket, 'close')
  const next = await connected(tap.url)
  await expect.poll(() => server.clients.size).toBe(1)
  next.socket.terminate()
  await expect.poll(() => server.clients.size).toBe(0)
  server.close()
  const refused = new WebSocket(tap.url)
  refused.on('error', () => {})
  await once(refused, 'close')
})
