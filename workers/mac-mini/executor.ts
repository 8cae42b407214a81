import { createMirrorActivities } from '#activities/openclaw/mirror-activities.ts'
import { createOpenClawActivities } from '#activities/openclaw/openclaw-activities.ts'
import { Gateway, type GatewayTarget } from '#activities/openclaw/openclaw-client.ts'
import type { RunItem } from '#domain/run/run.ts'
import { startBridge } from './bridge/bridge-server.ts'
import { Gate } from './bridge/gate.ts'
import { maskedParameters, maskedText } from './masking.ts'
import { openJournal } from './spool/journal.ts'
import { openRunDesk } from './spool/run-desk.ts'
import { openVault } from './spool/vault.ts'

export interface ExecutorDeps {
  dataFolder: string
  bridge: { port: number; token: string }
  gateway: { target(): GatewayTarget; file: string }
  /** Signals a task's workflow. */
  send(taskId: string, items: RunItem[]): Promise<void>
  onError(error: Error, where: string): void
}

/** All of an executor but its Temporal worker: gateway, bridge, gate, and what it keeps on disk. */
export async function startExecutor({ dataFolder, bridge, gateway: where, send, onError }: ExecutorDeps) {
  const journal = openJournal(dataFolder)
  const vault = openVault(dataFolder)
  const desk = openRunDesk({ dataFolder, send })
  const gateway = new Gateway(where)
  const { isOwnTool, workspaceOf } = gateway
  const gate = new Gate({ desk, journal, vault, isOwnTool, workspaceOf })
  const server = await startBridge({ ...bridge, gate, desk, onError })
  gateway.start()
  return {
    gateway,
    bridgePort: server.port,
    activities: {
      ...createOpenClawActivities({ gateway, desk, journal, vault, gate, masked: maskedText }),
      ...createMirrorActivities({ gateway, masked: maskedText, maskedValue: maskedParameters }),
    },
    async stop() {
      desk.stop()
      gateway.stop()
      await server.stop()
    },
  }
}
