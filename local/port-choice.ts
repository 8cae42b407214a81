import { type DataFolder, type Ports, portNames } from './data-folder.ts'
import { freePort } from './ports.ts'
import type { Say } from './temporal-build.ts'

const usualPorts: Ports = {
  api: 4000,
  postgres: 54_329,
  temporal: 7233,
  temporalUi: 8233,
  bridge: 18_790,
  practice: 18_791,
}

const users: Record<keyof Ports, string> = {
  api: 'Front Office',
  postgres: 'Postgres',
  temporal: 'Temporal',
  temporalUi: 'Temporal UI',
  bridge: 'bridge of the mac-mini worker',
  practice: 'practice gateway',
}

export interface PortChoice {
  ports: Ports
  /** Says it of each that is not where it was asked for, if any. Called for the ports that this start uses. */
  tellMoved(...names: (keyof Ports)[]): boolean
  /** Where it listens after all, as a Postgres that was adopted. */
  settle(name: keyof Ports, port: number): void
}

/** The same ports as last time where they are free, so that links stay good. */
export async function choosePorts(folder: DataFolder, wanted: number | null, say: Say): Promise<PortChoice> {
  const isScratch = wanted === 0
  const known = isScratch ? null : folder.read<Partial<Ports>>('ports.json')
  const asked: Ports = { ...usualPorts, ...known, api: wanted ?? usualPorts.api }
  const ports = { ...asked }
  const taken = new Set<number>()
  for (const name of portNames) {
    let port = await freePort(isScratch ? 0 : asked[name])
    while (taken.has(port)) port = await freePort()
    taken.add(port)
    ports[name] = port
  }
  folder.write('ports.json', ports)
  return {
    ports,
    tellMoved(...names) {
      const moved = names.filter((name) => !isScratch && asked[name] !== 0 && ports[name] !== asked[name])
      for (const name of moved) say(`port ${asked[name]} (${users[name]}) is taken: using ${ports[name]}`)
      return moved.length > 0
    },
    settle(name, port) {
      ports[name] = port
      folder.write('ports.json', ports)
    },
  }
}
