import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { aConnection, usualMethods, wireToken } from '#test/wire-gateway.ts'
import { AnswerTooLarge } from './gateway-errors.ts'
import { countOddEvents } from './odd-events.ts'

interface Asked {
  id: string
  method: string
}

/** The wire of a gateway that greets as it should, and then writes what the test says. */
async function aHostileWire(reply: (socket: WebSocket, asked: Asked) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  await once(server, 'listening')
  server.on('connection', (socket) => {
    const send = (frame: object) => socket.send(JSON.stringify(frame))
    send({ type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: Date.now() } })
    socket.on('message', (data) => {
      const asked = JSON.parse(String(data)) as Asked
      const usual = usualMethods[asked.method]
      if (asked.method === 'connect') send({ type: 'res', id: asked.id, ok: true, payload: hello })
      else if (usual) send({ type: 'res', id: asked.id, ok: true, payload: usual({}) })
      else reply(socket, asked)
    })
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const hello = {
  ...{ type: 'hello-ok', protocol: 4, server: { version: 'practice-1', bootId: 'b', connId: 'c' } },
  features: { methods: Object.keys(usualMethods), events: ['agent'], capabilities: [] },
  snapshot: { presence: [], health: { ok: true }, stateVersion: { presence: 1, health: 1 }, uptimeMs: 1 },
  auth: { method: 'token', role: 'operator', scopes: [] },
  policy: { maxPayload: 26_214_400, maxBufferedBytes: 52_428_800, tickIntervalMs: 30_000 },
}
const Answer = z.object({ n: z.number() })
const answer = ({ id }: Asked, n: number) =>
  JSON.stringify({ type: 'res', id, ok: true, payload: { n, more: [] } })

test('frames that are no frames, answers nobody asked for and twice, and in another order: each gets its own', async () => {
  const waiting: Asked[] = []
  const url = await aHostileWire((socket, asked) => {
    waiting.push(asked)
    for (const text of ['{"type":', 'null', '[]', '"x"', '{"type":"res","id":"nobody","ok":true}'])
      socket.send(text)
    socket.send(Buffer.from([0, 255, 254, 1]))
    for (let seq = 0; seq < 2_000; seq++)
      socket.send(
        JSON.stringify({
          type: 'event',
          event: 'agent',
          seq: 9e15 - seq,
          payload: { runId: `r${seq}`, stream: {} },
        }),
      )
    if (waiting.length < 2) return
    for (const [n, one] of [...waiting.entries()].reverse()) {
      socket.send(answer(one, n))
      socket.send(answer(one, 99))
    }
  })
  const lines: string[] = []
  let odd = 0
  const oddEvents = countOddEvents((count, what) => {
    odd += count
    lines.push(what)
  }, 0)
  const { gateway, until } = aConnection(() => ({ url, token: wireToken }), oddEvents)
  gateway.start()
  await until('connected')
  const both = await Promise.all([gateway.request(Answer, 'one', {}), gateway.request(Answer, 'two', {})])
  expect(both).toEqual([{ n: 0 }, { n: 1 }])
  expect(gateway.lastHeard.size).toBeLessThanOrEqual(501)
  await expect.poll(() => odd).toBe(4_000)
  expect(new Set(lines)).toEqual(new Set(['stream: Invalid input: expected string, received object']))
})

test('a frame that is too large ends the connection and no more: it comes back by itself', async () => {
  let isLarge = true
  const url = await aHostileWire((socket, asked) => {
    if (isLarge)
      socket.send(`{"type":"res","id":"${asked.id}","ok":true,"payload":"${'x'.repeat(27_000_000)}"}`)
    else socket.send(answer(asked, 1))
  })
  const { gateway, until } = aConnection(() => ({ url, token: wireToken }))
  gateway.start()
  await until('connected')
  await expect(gateway.request(Answer, 'one', {})).rejects.toThrow(AnswerTooLarge)
  isLarge = false
  await until('connected')
  expect(await gateway.request(Answer, 'one', {})).toEqual({ n: 1 })
})

test('of several questions the one with an answer that is too large is found, and the others are answered', async () => {
  const sent = (asked: Asked) =>
    asked.method === 'big'
      ? `{"type":"res","id":"${asked.id}","ok":true,"payload":"${'x'.repeat(27_000_000)}"}`
      : answer(asked, 1)
  const held: (() => void)[] = []
  let areHeld = true
  const url = await aHostileWire((socket, asked) => {
    held.push(() => socket.send(sent(asked)))
    if (!areHeld || held.length === 3) for (const send of held.splice(0).reverse()) send()
  })
  const { gateway, until } = aConnection(() => ({ url, token: wireToken }))
  gateway.start()
  const all = async () => {
    await until('connected')
    const asked = ['one', 'two', 'big'].map((method) => gateway.request(Answer, method, {}))
    return (await Promise.allSettled(asked)).map((one) => one.status === 'fulfilled' || one.reason.name)
  }
  expect(await all()).toEqual(['GatewayLost', 'GatewayLost', 'GatewayLost'])
  areHeld = false
  await until('connected')
  expect(await all()).toEqual([true, true, 'AnswerTooLarge'])
})

test('one that takes the connection and says nothing is down, and says so', { timeout: 60_000 }, async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { gateway } = aConnection(() => ({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: wireToken,
  }))
  gateway.start()
  await expect.poll(() => gateway.link().detail, { timeout: 45_000 }).toMatch(/does not answer|closed/)
  expect(gateway.link().state).toBe('down')
})
