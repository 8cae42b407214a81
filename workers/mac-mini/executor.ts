import { createMirrorActivities } from '#activities/openclaw/mirror-activities.ts'
import { createOpenClawActivities } from '#activities/openclaw/openclaw-activities.ts'
import { Gateway, type GatewayTarget } from '#activities/openclaw/openclaw-client.ts'
import type { RefusedCalls } from '#domain/executor/refused-calls.ts'
import type { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import type { AdoptionAnswer, ForeignRun } from '#domain/run/foreign-run.ts'
import type { RunItem } from '#domain/run/run.ts'
import { ArtifactShelf } from './artifacts/artifact-shelf.ts'
import { startBridge } from './bridge/bridge-server.ts'
import { Gate } from './bridge/gate.ts'
import { openRefusedCalls } from './bridge/refused-calls.ts'
import { openForeign } from './foreign/foreign.ts'
import { openForeignKills } from './foreign/foreign-kills.ts'
import { openKillSwitch } from './kill-switch.ts'
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
  /** What the control plane stops by now. Throws where it does not answer. */
  killOrders(): Promise<KillOrders>
  /** The task of a run that nobody here asked for. Throws where the control plane does not answer. */
  adopt(run: ForeignRun): Promise<AdoptionAnswer>
  /** Records calls of the bridge that came without its token. Throws where the control plane does not answer. */
  tellRefused(calls: RefusedCalls): Promise<void>
  onError(error: Error, where: string): void
  /** Ends the attempts at runs, and not the runs. */
  stopping?: AbortSignal
}

/** All of an executor but its Temporal worker: gateway, bridge, gate, and what it keeps on disk. */
export async function startExecutor(deps: ExecutorDeps) {
  const { dataFolder, bridge, gateway: where, send, adopt, onError, stopping } = deps
  const journal = openJournal(dataFolder)
  const vault = openVault(dataFolder)
  const shelf = new ArtifactShelf(dataFolder)
  const killSwitch = openKillSwitch({
    dataFolder,
    ask: deps.killOrders,
    onError: (error) => onError(error, 'kill orders'),
  })
  const watching = new AbortController()
  const watched = killSwitch.watch(watching.signal)
  const gateway = new Gateway(where)
  const { desk, foreign, ...runs } = openForeign({
    ...{ dataFolder, gateway, adopt, send, onError },
    openDesk: (patient) => openRunDesk({ dataFolder, send: patient }),
  })
  const { isOwnTool, workspaceOf } = gateway
  const killable = openForeignKills({ ...{ gateway, killSwitch, desk, onError }, masked: maskedText })
  const gate = new Gate({
    ...{ desk, journal, vault, killSwitch, isOwnTool, workspaceOf },
    foreign: {
      ...foreign,
      began(call) {
        killable.began(call)
        foreign.began(call)
      },
    },
  })
  const refused = openRefusedCalls({ tell: deps.tellRefused, onError })
  const server = await startBridge({ ...bridge, gate, desk, shelf, onError, onRefused: refused.note })
  gateway.start()
  const held = { desk, journal, vault, gate, killSwitch }
  return {
    gateway,
    killSwitch,
    findRun: desk.find,
    /** What waits to be brought to the control plane. */
    shelf,
    bridgePort: server.port,
    activities: {
      ...createOpenClawActivities({ gateway, ...held, masked: maskedText, ...(stopping && { stopping }) }),
      ...createMirrorActivities({ gateway, masked: maskedText, maskedValue: maskedParameters }),
    },
    async stop() {
      watching.abort()
      killable.stop()
      refused.stop()
      await watched
      gateway.stop()
      await runs.stop()
      desk.stop()
      await server.stop()
    },
  }
}
