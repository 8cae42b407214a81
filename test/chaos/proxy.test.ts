import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { startProxy } from './proxy.ts'

test('bytes go through; cut, open connections end and new ones are refused; mended, they go through again', async () => {
  const server = createServer((socket) => socket.pipe(socket).on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy = await startProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  const port = Number(proxy.address.split(':')[1])
  const echoed = async (word: string) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    socket.write(word)
    const answer = await Promise.race([
      once(socket, 'data').then(([data]) => String(data)),
      once(socket, 'close').then(() => null),
    ])
    return { socket, answer }
  }
  const { socket, answer } = await echoed('one')
  expect(answer).toBe('one')
  const ended = once(socket, 'close')
  proxy.cut()
  await ended
  expect((await echoed('two')).answer).toBeNull()
  proxy.mend()
  expect((await echoed('three')).answer).toBe('three')
  await proxy.stop()
  server.close()
})
