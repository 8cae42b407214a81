import { setTimeout as sleep } from 'node:timers/promises'
import { connected } from '#activities/openclaw/beating.ts'
import { EndOrder } from '#activities/openclaw/end-order.ts'
import type { KillSwitch, OpenRun, RunDesk } from '#activities/openclaw/executor-desk.ts'
import { GatewayLost, GatewayRefusal } from '#activities/openclaw/gateway-errors.ts'
import type { Gateway } from '#activities/openclaw/openclaw-client.ts'
import { livesOn } from '#activities/openclaw/run-life.ts'
import { oddityIn, RunSession } from '#activities/openclaw/run-session.ts'
import type { Doer } from '#domain/kill-switch/kill-switch.ts'
import { agentOfKey, isOwnRun } from '#domain/run/foreign-run-rules.ts'
import type { RunInput } from '#domain/run/run.ts'

export interface UnattendedKillsDeps {
  gateway: Gateway
  killSwitch: KillSwitch
  desk: Pick<RunDesk, 'find'>
  masked(text: string): string
  onError(error: Error, where: string): void
  /** Between looks at a run that was told to end, milliseconds. */
  everyMs?: number
}

/** A run that is under way in its session. */
interface RunBegun {
  sessionKey: string
  runId?: string | undefined
  /** Of a run of ours, which is stopped by its project and agent; absent: by the gateway's agent. */
  doer?: Doer
  /** The desk has it until it has ended. */
  isOnDesk?: boolean
  /** Why it alone is to end, whether a switch is on or not. */
  held?: string | undefined
}
/** Ours are stopped by their project and agent. */
export function openOnDesk(input: RunInput): RunBegun {
  const { sessionKey, runId, openclawAgentId, projectId, agentId, held } = input
  const doer = { openclawAgentId, projectId, agentId }
  return { sessionKey, runId, isOnDesk: true, ...(isOwnRun(runId) && { doer }), ...(held && { held }) }
}

interface Watched extends RunBegun {
  isEnding: boolean
}

/** The newest are kept: a run that began long ago has most likely ended, and all its calls are blocked anyway. */
const mostSessions = 500

/**
 * Runs that no attempt of ours is at: those that nobody here started (cron, a chat, another client), and ours that an
 * earlier worker left, until Temporal gives them back. A kill switch ends what is active in their sessions, and again
 * while it lives on; set anew on the same run, it does so anew. One that the gateway goes on with after a restart is not
 * let begin. A run that is held is ended in the same way, and it alone.
 */
export function openUnattendedKills(deps: UnattendedKillsDeps) {
  const { killSwitch, desk, onError } = deps
  const runs = new Map<string, Watched>()
  const stopping = new AbortController()
  const isGone = ({ isOnDesk, sessionKey, runId }: Watched) =>
    isOnDesk === true && desk.find(sessionKey)?.input.runId !== runId
  function look(): void {
    for (const [key, run] of runs) {
      if (isGone(run)) runs.delete(key)
      else if (!run.isEnding && stopOf(killSwitch, run) !== null) void end(run)
    }
  }
  async function end(run: Watched): Promise<void> {
    run.isEnding = true
    const { sessionKey } = run
    try {
      const isOver = await new UnattendedKill(deps, run).end(stopping.signal)
      if (isOver && runs.get(keyOf(run)) === run) runs.delete(keyOf(run))
    } catch (error) {
      if (!stopping.signal.aborted) onError(error as Error, `ending the run in ${sessionKey}`)
    }
    run.isEnding = false
  }
  const forget = killSwitch.onChange(look)
  return {
    began({ sessionKey, runId, doer, isOnDesk, held }: RunBegun): void {
      // Told twice, by the plugin and by the desk: the one that is being ended is.
      const known = [true, false].map((on) => runs.get(keyOf({ sessionKey, isOnDesk: on })))
      const told = known.find((one) => one && !isGone(one) && one.runId === runId)
      if (runId && told) {
        told.held ??= held
        return
      }
      const of = { ...(doer && { doer }), ...(isOnDesk && { isOnDesk }), ...(held && { held }) }
      const run: Watched = { sessionKey, runId, isEnding: false, ...of }
      const key = keyOf(run)
      runs.delete(key)
      runs.set(key, run)
      const [oldest] = [...runs].find((one) => !one[1].isOnDesk) ?? []
      if (runs.size > mostSessions && oldest !== undefined) runs.delete(oldest)
    },
    /** Without waiting for a change: what is stopped may have been so before this worker began. */
    look,
    stop(): void {
      forget()
      stopping.abort()
    },
  }
}

/** What somebody else begins in a session does not take the place of the run that the desk has there. */
const keyOf = ({ sessionKey, isOnDesk = false }: Pick<RunBegun, 'sessionKey' | 'isOnDesk'>): string =>
  `${isOnDesk ? 'desk' : 'seen'} ${sessionKey}`

const doerOf = ({ doer, sessionKey }: RunBegun): Doer => doer ?? { openclawAgentId: agentOfKey(sessionKey) }

const stopOf = (killSwitch: KillSwitch, run: RunBegun): string | null =>
  run.held ?? killSwitch.stopOf(doerOf(run))

/** The end of one run, for as long as it is stopped. */
class UnattendedKill {
  private readonly order = new EndOrder()
  private readonly session: RunSession
  private readonly key: string
  private readonly runId: string | undefined
  private hasLost = false

  constructor(
    private readonly deps: UnattendedKillsDeps,
    private readonly run: RunBegun,
  ) {
    this.key = run.sessionKey
    this.runId = run.runId
    this.session = new RunSession(deps.gateway, this.key)
  }

  /** False: it was let go on meanwhile. */
  async end(signal: AbortSignal): Promise<boolean> {
    const { gateway, killSwitch, everyMs = 1_000 } = this.deps
    for (;;) {
      const reason = stopOf(killSwitch, this.run)
      if (reason === null) return false
      if (gateway.link().state !== 'connected') {
        await connected(gateway, signal)
        // The switch may have been lifted meanwhile.
        continue
      }
      if (await this.isOver(reason).catch((error) => this.overcome(error))) return true
      await sleep(everyMs, undefined, { signal, ref: false })
    }
  }

  /** It has ended, or is told no more. */
  private async isOver(reason: string): Promise<boolean> {
    const { order, session } = this
    if (order.as !== null) {
      if (!order.isOverdue()) return false
      if (!(await livesOn(session, this.runId ? [this.runId] : []))) return true
      order.noteUnheeded()
      this.tell()
      if (order.isGivenUp()) return true
    }
    if (this.run.held !== undefined) {
      const alone = { abort: () => session.abort(this.runId) }
      await order.give('aborted', alone, this.deps.gateway)
      this.onDesk()?.usage.noteStopped()
      return order.isMoot()
    }
    await order.give('killed', session, this.deps.gateway)
    // What is not active any more was ended by an order whose answer was lost, if there was one.
    if (!order.isMoot() || this.hasLost) this.noteKilled(reason)
    return order.isMoot()
  }

  /** Whoever learns of its end may do so when the switch is lifted, and in another process. */
  private noteKilled(reason: string): void {
    this.onDesk()?.noteKilled(reason)
  }

  private onDesk(): OpenRun | null {
    const run = this.deps.desk.find(this.key)
    return run?.input.runId === this.runId ? run : null
  }

  /** The run's task hears of it, where it has one. */
  private tell(): void {
    const { masked, onError } = this.deps
    const run = this.onDesk()
    const stepId = run?.input.stepId ?? ''
    const { id, item } = this.order.news(stepId, masked)
    if (run) run.report({ ...item, id, at: new Date().toISOString(), stepId })
    else if (item.told.times === 1 || item.told.isLast)
      onError(new Error(item.reason), `the run in ${this.key}`)
  }

  /** Passing trouble is waited out, and it is told anew. */
  private overcome(error: unknown): false {
    const isKnown =
      error instanceof GatewayLost || error instanceof GatewayRefusal || oddityIn(error) !== null
    if (!isKnown) throw error
    this.hasLost ||= error instanceof GatewayLost
    this.order.withdraw()
    return false
  }
}
