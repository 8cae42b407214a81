import { getEventListeners } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from './listen.ts'

test('while Postgres is away, each try lets go of the signal again', async () => {
  let tries = 0
  const server = createServer((socket) => {
    tries += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const stopping = new AbortController()
  const { signal } = stopping
  const listening = listen(`postgres://me@127.0.0.1:${port}/nothing`, 'intents', () => {}, signal)
  await expect.poll(() => tries).toBeGreaterThan(3)
  expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(2)
  stopping.abort()
  await listening
})
