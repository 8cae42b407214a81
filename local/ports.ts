import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections: one of those may be gone between this look and its use, to
 * a connection that somebody makes meanwhile. And below those that our Temporal server takes for itself (main.go): it
 * starts before others use what was chosen for them.
 */
const [lowest, highest] = [10_000, 25_000]
const mostTries = 200

/** The wanted port of this machine if nobody has it, else any free one. */
export async function freePort(wanted = 0): Promise<number> {
  const port = wanted === 0 ? null : await listen(wanted)
  if (port !== null) return port
  for (let tries = 0; tries < mostTries; tries++) {
    const other = await listen(randomInt(lowest, highest))
    if (other !== null) return other
  }
  throw new Error(`This machine has no free port between ${lowest} and ${highest}.`)
}

/** Several at once, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) ports.add(await freePort())
  return [...ports]
}

function listen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(null))
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null))
    })
  })
}
