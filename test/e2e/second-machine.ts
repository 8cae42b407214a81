import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type NodeChild, startNodeChild } from '../../local/node-child.ts'
import { freePorts } from '../../local/ports.ts'
import { endProcess } from '../../local/processes.ts'
import type { Running } from '../../local/supervisor.ts'
import type { TestProduct } from '../product.ts'

export interface SecondMachine {
  /** The folder that its worker logs into. */
  logs: string
  startWorker(): Promise<void>
  stopWorker(): Promise<void>
  stop(): Promise<void>
}

/** Another Mac: a gateway of its own (for practice) and a worker that has nothing but the file of the page. */
export async function startSecondMachine(office: TestProduct, shown: string): Promise<SecondMachine> {
  const folder = join(office.folder, 'second-machine')
  const [gatewayPort = 0, bridgePort = 0] = await freePorts(2)
  const gatewayToken = 'of-the-second-gateway'
  const file = {
    ...JSON.parse(shown),
    gatewayUrl: `ws://127.0.0.1:${gatewayPort}`,
    gatewayToken,
    bridgePort,
    temporalAddress: office.product.temporal.address,
    temporalNamespace: office.product.temporal.namespace,
    dataFolder: folder,
  }
  for (const name of ['workspace', 'state', 'spool', 'vault', 'journal'])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 })
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify(file), { mode: 0o600 })
  const logs = join(folder, 'logs')
  const part = (name: string): Pick<NodeChild, 'name' | 'log' | 'say' | 'tellsReady'> => ({
    ...{ name, log: join(folder, `${name}.log`), say: () => {}, tellsReady: true },
  })
  const gateway = await startNodeChild({
    ...part('gateway'),
    file: 'local/practice-gateway/main.ts',
    env: {
      PRACTICE_FOLDER: folder,
      PRACTICE_PORT: String(gatewayPort),
      PRACTICE_TOKEN: gatewayToken,
      PRACTICE_BRIDGE_URL: `http://127.0.0.1:${bridgePort}`,
      PRACTICE_BRIDGE_TOKEN: file.bridgeToken,
    },
  })
  let worker: Running | null = null
  const stopWorker = async () => {
    if (worker) await endProcess(worker.process, 20_000)
    worker = null
  }
  return {
    logs,
    stopWorker,
    async startWorker() {
      worker = await startNodeChild({
        ...part('worker'),
        file: 'workers/mac-mini/main.ts',
        args: ['--config', config, '--logs', logs],
        env: {},
      })
    },
    async stop() {
      await stopWorker()
      await endProcess(gateway.process, 10_000)
    },
  }
}
