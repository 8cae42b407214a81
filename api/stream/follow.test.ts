import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Response } from 'express'
import { expect, test } from 'vitest'
import { createLookingBoard } from '../inbox/looking-board.ts'
import type { EntryTail, Sent } from './entry-tail.ts'
import { follow } from './follow.ts'

const hash = 'ab'.repeat(32)
const mostPositions = 300
/** A ledger of long entries that is read by nobody else. */
const tail: Pick<EntryTail, 'join' | 'after' | 'restores' | 'keptThrough'> = {
  join: () => ({ ring() {}, wait: (ms) => sleep(ms), leave() {} }),
  restores: 0,
  keptThrough: () => ({ position: 0, hash }),
  after: (position): Sent[] =>
    position < mostPositions
      ? [{ position: position + 1, hash, text: `id: ${position + 1}\ndata: ${'x'.repeat(100_000)}\n\n` }]
      : [],
}

/** A stream to one reader, who begins to read when it is told to. */
async function open(slowMs: number) {
  const stopping = new AbortController()
  let ended: Promise<void> = Promise.resolve()
  const answer: RequestListener = (_req, res) => {
    ended = follow(
      res as Response,
      { position: 0, hash, isElsewhere: false },
      {
        ...{ tail: tail as EntryTail, source: {} as never, looking: createLookingBoard() },
        ...{ signal: stopping.signal, slowMs, assertSession: async () => {} },
      },
    )
  }
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  await once(server, 'request')
  return {
    closed: once(socket, 'close'),
    ended: () => ended,
    /** Begins to read; answers what came so far. */
    read() {
      let text = ''
      socket.on('data', (data) => {
        text += data
      })
      socket.resume()
      return () => text
    },
    async stop() {
      stopping.abort()
      socket.destroy()
      await ended
      server.close()
    },
  }
}

test('a reader who does not read is let go, and told from where to resume behind all that it was sent', async () => {
  const stream = await open(200)
  await stream.ended()
  const text = stream.read()
  await stream.closed
  const last = [...text().matchAll(/^id: (\d+)$/gm)].at(-1)?.[1]
  expect(Number(last)).toBeGreaterThan(1)
  expect(Number(last)).toBeLessThan(mostPositions)
  expect(text()).toContain(`event: behind\ndata: {"after":${last}}`)
  await stream.stop()
})

test('a reader who reads is given everything, once', async () => {
  const stream = await open(60_000)
  const text = stream.read()
  await expect.poll(() => text().includes(`id: ${mostPositions}\n`), { timeout: 20_000 }).toBe(true)
  const ids = [...text().matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  expect(ids).toEqual(Array.from({ length: mostPositions }, (_, i) => i + 1))
  await stream.stop()
})
