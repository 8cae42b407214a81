import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ControlPlaneOptions } from '../control-plane.ts'
import { type DriftWorld, startDriftWorld } from '../drift-world.ts'

/** Where stories happen: a world, and an address that answers with a page. */
export interface Stage {
  world: DriftWorld
  pageUrl: string
  /** Tells apart what two tellings of the same story leave outside. */
  name: string
  stop(): Promise<void>
}

export async function startStage(options: ControlPlaneOptions = {}): Promise<Stage> {
  const server = createServer((_req, res) => res.end('<h1>Issue 148</h1>')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const world = await startDriftWorld(options)
  // The first look takes what it sees to be right.
  await world.look()
  return {
    world,
    pageUrl: `http://127.0.0.1:${port}/`,
    name: 'first',
    async stop() {
      server.close()
      await world.stop()
    },
  }
}
