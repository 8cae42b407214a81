import { connect, createServer, type Socket } from 'node:net'
import { freePort } from '../../local/ports.ts'

/** A connection that can be cut: bytes go through as they are, or nothing does. */
export async function startProxy(to: { host: string; port: number }) {
  const port = await freePort()
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect(to)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${port}`,
    cut() {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    mend() {
      isCut = false
    },
    async stop() {
      this.cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
export type CutProxy = Awaited<ReturnType<typeof startProxy>>
