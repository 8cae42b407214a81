import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import { cutOff } from '#activities/openclaw/gate-watch.ts'
import { createMirrorActivities } from '#activities/openclaw/mirror-activities.ts'
import { createOpenClawActivities } from '#activities/openclaw/openclaw-activities.ts'
import { Gateway, type GatewayDeps } from '#activities/openclaw/openclaw-client.ts'
import { RunSession } from '#activities/openclaw/run-session.ts'
import type { RefusedCalls } from '#domain/executor/refused-calls.ts'
import type { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import type { AdoptionAnswer } from '#domain/run/adoption.ts'
import type { StrayCalls } from '#domain/run/blocked-call.ts'
import type { CallTerms } from '#domain/run/call-terms.ts'
import type { PastCall } from '#domain/run/changed-call.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { isOwnRun } from '#domain/run/foreign-run-rules.ts'
import { maskedParameters, maskedText } from '#domain/run/masking.ts'
import type { RunInput, RunItem } from '#domain/run/run.ts'
import type { StartTerms } from '#domain/run/start-terms.ts'
import { ArtifactShelf } from './artifacts/artifact-shelf.ts'
import { startBridge } from './bridge/bridge-server.ts'
import { Gate } from './bridge/gate.ts'
import { openPastCalls } from './bridge/past-calls.ts'
import { openRefusedCalls } from './bridge/refused-calls.ts'
import { openStrayCalls } from './bridge/stray-calls.ts'
import { openForeign } from './foreign/foreign.ts'
import { openOnDesk, openUnattendedKills, type UnattendedKillsDeps } from './foreign/unattended-kills.ts'
import { openKillSwitch } from './kill-switch.ts'
import { watchLeftRuns } from './left-runs.ts'
import { openJournal } from './spool/journal.ts'
import { openRunDesk } from './spool/run-desk.ts'
import { openVault } from './spool/vault.ts'

export interface ExecutorDeps {
  dataFolder: string
  bridge: { port: number; token: string }
  gateway: GatewayDeps
  /** Signals a task's workflow. */
  send(taskId: string, items: RunItem[]): Promise<void>
  /** What the control plane stops by now. Throws where it does not answer. */
  killOrders(): Promise<KillOrders>
  /** What policy says by now of a call that was approved. Throws where the control plane does not answer. */
  callTerms(effectKey: string): Promise<CallTerms>
  /** Whether a run that waited may still begin. Throws where the control plane does not answer. */
  startTerms(run: RunInput): Promise<StartTerms>
  /** Whether a task has ended; null where Temporal knows no workflow of it. Throws where it does not answer. */
  taskHasEnded(taskId: string): Promise<boolean | null>
  /** The task of a run that nobody here asked for. Throws where the control plane does not answer. */
  adopt(run: ForeignRun): Promise<AdoptionAnswer>
  /** Records calls of the bridge that came without its token. Throws where the control plane does not answer. */
  tellRefused(calls: RefusedCalls): Promise<void>
  /** Records calls that the gate blocked and no task is behind. Throws where the control plane does not answer. */
  tellStray(calls: StrayCalls): Promise<void>
  /** Records a call that ran past the gate and no task is behind. Throws where the control plane does not answer. */
  tellPast(call: PastCall): Promise<void>
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
  const onKillError = (error: Error) => onError(error, 'kill orders')
  const killSwitch = openKillSwitch({ dataFolder, ask: deps.killOrders, onError: onKillError })
  const watching = new AbortController()
  const watched = killSwitch.watch(watching.signal)
  const gateway = new Gateway(where)
  const { desk, foreign, ...runs } = openForeign({
    ...{ dataFolder, gateway, adopt, send, onError },
    onOpen: (input) => ends.lookAt(openOnDesk(input)),
    onHeld: (run, held) => ends.lookAt({ ...run, held }),
    openDesk: (patient) => openRunDesk({ dataFolder, send: patient }),
  })
  const ends = endsOfUnattended(deps, { gateway, killSwitch, desk }, watching.signal)
  const calls = notedCalls(deps, gateway)
  const began: typeof foreign.began = (call) => {
    ends.began(call)
    foreign.began(call)
  }
  const gate = new Gate({
    ...{ desk, journal, vault, killSwitch, isOwnTool: gateway.isOwnTool, workspaceOf: gateway.workspaceOf },
    ...{ stray: calls.stray, past: calls.past, cutOff: calls.cutOff, foreign: { ...foreign, began } },
    callTerms: deps.callTerms,
  })
  const endRun = (sessionKey: string) => new RunSession(gateway, sessionKey).abort()
  const server = await startBridge({
    ...{ ...bridge, gate, desk, shelf, endRun, onError, onRefused: calls.refused },
  })
  gateway.start()
  const { callTerms, startTerms } = deps
  const held = { desk, journal, vault, gate, killSwitch, callTerms, startTerms }
  return {
    gateway,
    killSwitch,
    findRun: desk.find,
    /** Runs of ours that the worker before this left open. */
    leftRuns: desk.all().filter(({ input }) => isOwnRun(input.runId)),
    shelf,
    bridgePort: server.port,
    activities: {
      ...createOpenClawActivities({ gateway, ...held, masked: maskedText, ...(stopping && { stopping }) }),
      ...createMirrorActivities({ gateway, journal, masked: maskedText, maskedValue: maskedParameters }),
    },
    async stop() {
      watching.abort()
      ends.stop()
      await watched
      gateway.stop()
      await runs.stop()
      desk.stop()
      await server.stop()
      await calls.stop()
    },
  }
}

/**
 * Of runs that no attempt is at: by a switch, as held, and because their task has ended. What an earlier worker left open
 * counts: a switch may have been set, or a file laid there, while none was here.
 */
function endsOfUnattended(
  { taskHasEnded, onError }: ExecutorDeps,
  parts: Pick<UnattendedKillsDeps, 'gateway' | 'killSwitch'> & { desk: RunDesk },
  signal: AbortSignal,
) {
  const { desk } = parts
  const killable = openUnattendedKills({ ...parts, onError, masked: maskedText })
  for (const { input } of desk.all()) killable.began(openOnDesk(input))
  killable.look()
  const lookAt = (run: Parameters<typeof killable.began>[0]) => {
    killable.began(run)
    killable.look()
  }
  // Not waited for at the end: Temporal may take its time to say that it is away.
  void watchLeftRuns({ gateway: parts.gateway, desk, taskHasEnded, onError }, signal)
  return { ...killable, lookAt }
}

/**
 * Calls that belong to no run, and those of the bridge without its token: told of together, not one by one. What was done
 * past the gate is told at once, and its gateway is given no run until it has restarted.
 */
function notedCalls(
  { dataFolder, tellStray, tellRefused, tellPast, onError }: ExecutorDeps,
  gateway: Gateway,
) {
  const stray = openStrayCalls({ tell: tellStray, onError })
  const refused = openRefusedCalls({ tell: tellRefused, onError })
  const pastCalls = openPastCalls({ dataFolder, tell: tellPast, onError })
  // Not awaited: the session waits for the answer to this call before it can end.
  const cut = (sessionKey: string) =>
    void cutOff(new RunSession(gateway, sessionKey), gateway).catch((error) => onError(error, 'cut off'))
  const stop = async () => {
    pastCalls.stop()
    await Promise.all([refused.stop(), stray.stop()])
  }
  return { stray: stray.note, refused: refused.note, past: pastCalls.note, cutOff: cut, stop }
}
