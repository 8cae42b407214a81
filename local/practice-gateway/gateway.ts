import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtInTools, logsIn } from './built-in-tools.ts'
import { callLog } from './call-log.ts'
import { methodsOf } from './methods.ts'
import { PluginHost } from './plugin-host.ts'
import { Runs } from './runs.ts'
import { openStore } from './store.ts'
import { startWire } from './wire-server.ts'

export interface PracticeOptions {
  /**
   * Its workspace, its state, `outbox.jsonl`, `messages.jsonl` and `notices.jsonl`, the logs of what its tools did outside,
   * and `agent-calls.jsonl`, its own count of the runs that it was asked for.
   */
  folder: string
  /** 0 takes any free one. */
  port: number
  token: string
  bridge: { url: string; token: string; stopFile?: string | null }
  /** Elsewhere than in the folder. */
  outbox?: string | null
  /** How long its effect takes. */
  slowMs?: number
  /** Folders of further plugins, for tests; each is told to write to `plugins.jsonl`. */
  plugins?: readonly string[]
}

const pluginFolder = fileURLToPath(new URL('../../workers/mac-mini/plugin', import.meta.url))
const outboxFolder = fileURLToPath(new URL('./outbox-plugin', import.meta.url))
/** A file in its folder: while it is there, a gateway that starts leaves our plugin out of its agents' runs. */
export const pastTheGate = 'past-the-gate'
/** Runs that take longer than this to end are interrupted by a stop, and taken up at the next start. */
const drainMs = 2_000

/** A stand-in for an OpenClaw gateway, for practice and for tests: it says so in its version. */
export async function startPracticeGateway({
  folder,
  port,
  token,
  bridge,
  slowMs = 0,
  plugins = [],
  ...options
}: PracticeOptions) {
  const workspace = join(folder, 'workspace')
  const outbox = options.outbox ?? join(folder, 'outbox.jsonl')
  mkdirSync(workspace, { recursive: true })
  const host = new PluginHost(workspace, builtInTools(workspace, { ...logsIn(folder), outbox }))
  await host.load(pluginFolder, bridge)
  await host.load(outboxFolder, { file: outbox, slowMs })
  if (existsSync(join(folder, pastTheGate))) host.passedBy = host.plugins[0] ?? null
  for (const plugin of plugins) await host.load(plugin, { file: join(folder, 'plugins.jsonl') })
  host.showHooks()
  const store = openStore(join(folder, 'state', 'gateway.json'))
  const runs = new Runs({ store, host, broadcast: (event, payload) => wire.broadcast(event, payload) })
  const noteCall = callLog(join(folder, 'agent-calls.jsonl'))
  const startedAt = Date.now()
  const methods = methodsOf({ runs, store, host, workspace, startedAt, noteCall })
  const wire = await startWire({
    port,
    token,
    version: 'practice-2026.9.6',
    bootId: randomUUID(),
    startedAt,
    methods,
  })
  runs.recover()
  return {
    url: `ws://127.0.0.1:${wire.port}`,
    port: wire.port,
    outbox,
    async stop() {
      wire.refuseNew()
      await runs.drain(drainMs)
      await wire.close()
    },
  }
}
