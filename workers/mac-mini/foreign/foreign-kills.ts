import { setTimeout as sleep } from 'node:timers/promises'
import { connected } from '#activities/openclaw/beating.ts'
import { EndOrder } from '#activities/openclaw/end-order.ts'
import type { KillSwitch, RunDesk } from '#activities/openclaw/executor-desk.ts'
import { type Gateway, GatewayLost, GatewayRefusal } from '#activities/openclaw/openclaw-client.ts'
import { livesOn } from '#activities/openclaw/run-life.ts'
import { oddityIn, RunSession } from '#activities/openclaw/run-session.ts'
import { agentOfSession } from '#activities/openclaw/turn-stops.ts'

export interface ForeignKillsDeps {
  gateway: Gateway
  killSwitch: KillSwitch
  desk: Pick<RunDesk, 'find'>
  masked(text: string): string
  onError(error: Error, where: string): void
  /** Between looks at a run that was told to end, milliseconds. */
  everyMs?: number
}

/** The newest are kept: a run that began long ago has most likely ended, and all its calls are blocked anyway. */
const mostSessions = 500

/**
 * Runs that nobody here started: cron, a chat, another client. A kill switch ends what is active in their sessions, and
 * again while it lives on, as with runs of ours; one that the gateway goes on with after a restart is not let begin.
 */
export function openForeignKills(deps: ForeignKillsDeps) {
  const { killSwitch, onError } = deps
  const sessions = new Map<string, string | undefined>()
  const stopping = new AbortController()
  const forget = killSwitch.onChange(() => {
    for (const [key, runId] of sessions) {
      if (killSwitch.stopOf({ openclawAgentId: agentOfSession(key) }) === null) continue
      sessions.delete(key)
      new ForeignKill(deps, key, runId).end(stopping.signal).catch((error) => {
        if (!stopping.signal.aborted) onError(error, `ending the foreign run in ${key}`)
      })
    }
  })
  return {
    began({ sessionKey, runId }: { sessionKey: string; runId?: string | undefined }): void {
      sessions.delete(sessionKey)
      sessions.set(sessionKey, runId)
      const [oldest] = sessions.keys()
      if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest)
    },
    stop(): void {
      forget()
      stopping.abort()
    },
  }
}

/** The end of one run, for as long as it is stopped. */
class ForeignKill {
  private readonly order = new EndOrder()
  private readonly session: RunSession

  constructor(
    private readonly deps: ForeignKillsDeps,
    private readonly key: string,
    private readonly runId: string | undefined,
  ) {
    this.session = new RunSession(deps.gateway, key)
  }

  async end(signal: AbortSignal): Promise<void> {
    const { gateway, killSwitch, everyMs = 1_000 } = this.deps
    while (killSwitch.stopOf({ openclawAgentId: agentOfSession(this.key) }) !== null) {
      if (gateway.link().state !== 'connected') await connected(gateway, signal)
      if (await this.isOver().catch((error) => this.overcome(error))) return
      await sleep(everyMs, undefined, { signal, ref: false })
    }
  }

  /** It has ended, or is told no more. */
  private async isOver(): Promise<boolean> {
    const { order, session } = this
    if (order.as !== null) {
      if (!order.isOverdue()) return false
      if (!(await livesOn(session, this.runId ? [this.runId] : []))) return true
      order.noteUnheeded()
      this.tell()
      if (order.isGivenUp()) return true
    }
    await order.give('killed', () => session.abort())
    return order.isMoot()
  }

  /** The run's task hears of it, where it has one. */
  private tell(): void {
    const { desk, masked, onError } = this.deps
    const run = desk.find(this.key)
    const stepId = run?.input.stepId ?? ''
    const { id, item } = this.order.news(stepId, masked)
    if (run?.input.runId === this.runId) run?.report({ ...item, id, at: new Date().toISOString(), stepId })
    else if (item.told.times === 1 || item.told.isLast)
      onError(new Error(item.reason), `the foreign run in ${this.key}`)
  }

  /** Passing trouble is waited out, and it is told anew. */
  private overcome(error: unknown): false {
    const isKnown =
      error instanceof GatewayLost || error instanceof GatewayRefusal || oddityIn(error) !== null
    if (!isKnown) throw error
    this.order.withdraw()
    return false
  }
}
