import { createServer } from 'node:net'

/** The wanted port of this machine if nobody has it, else any free one. */
export async function freePort(wanted = 0): Promise<number> {
  const port = await listen(wanted)
  if (port !== null) return port
  const other = await listen(0)
  if (other === null) throw new Error('This machine has no free port left.')
  return other
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
