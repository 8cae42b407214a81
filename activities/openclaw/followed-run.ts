import { setTimeout as sleep } from 'node:timers/promises'
import type { Transcript } from '#domain/run/foreign-run.ts'
import type { GatewayFacts, Reserved, RunResult, Usage } from '#domain/run/run.ts'
import { connected } from './beating.ts'
import { transcriptOf } from './foreign-transcript.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import type { Gateway, GatewayBoot } from './openclaw-client.ts'
import type { Message } from './openclaw-wire.ts'
import { type Circumstances, type End, endOfRow, endOfWaited, toldOf } from './run-ends.ts'
import { oddityIn, RunSession } from './run-session.ts'
import { hasSpent, sliceOf } from './run-spend.ts'
import { TakeUps } from './take-ups.ts'
import { recoveryOf } from './transcript.ts'
import { mostMisread, restarted, takesUpUntil } from './turn-limits.ts'

export interface FollowedRunDeps {
  gateway: Gateway
  runId: string
  sessionKey: string
  /** ISO; null where nobody named a time. */
  startedAt: string | null
  /** The worker stops; it is followed again by the next one. */
  signal: AbortSignal
  masked(text: string): string
  /** What the plugin counted of it; null where it did not see it. */
  reported(): Usage | null
  /** Absent: no budget counts it. */
  reserved?: Reserved | undefined
  /** It used that by its transcript, and has not ended. */
  onSpent?(): void
  /** Why it is being ended from here; null or absent: it is not. */
  endedFor?(): string | null
}

export interface FollowedEnd {
  end: Omit<RunResult, 'items'>
  /** Null where the gateway does not show it any more. */
  transcript: Transcript | null
}

/** As long as a run that has just begun may not be listed yet. */
const newMs = 30_000

/** A run that somebody else began: never started, never ended by this, only waited for, and told of where it is to end. */
export class FollowedRun {
  private readonly session: RunSession
  private readonly takeUps: TakeUps
  private facts: GatewayFacts = { version: 'unknown', isPractice: false }
  private boot: GatewayBoot | null = null
  private readonly newUntil: number
  private misread = 0

  constructor(private readonly deps: FollowedRunDeps) {
    this.session = new RunSession(deps.gateway, deps.sessionKey, [deps.runId])
    this.takeUps = new TakeUps(deps.runId)
    const now = Date.now()
    this.newUntil = Math.min(now, deps.startedAt ? Date.parse(deps.startedAt) : 0) + newMs
  }

  async end(): Promise<FollowedEnd> {
    for (;;) {
      await this.untilReady()
      try {
        const end = await this.look()
        if (end) return await this.told(end)
      } catch (error) {
        const end = await this.overcome(error)
        if (end) return await this.told(end)
      }
    }
  }

  private async untilReady(): Promise<void> {
    const { gateway, signal } = this.deps
    signal.throwIfAborted()
    await connected(gateway, signal)
    const link = gateway.link()
    if (link.state !== 'connected') return
    this.facts = link.facts
    this.boot = link.boot
  }

  private async look(): Promise<End | null> {
    const since = Date.now()
    const waited = await this.session.waitFor(this.takeUps.current, sliceOf(this.deps.reserved))
    this.deps.signal.throwIfAborted()
    if (waited.endedAt) return endOfWaited(waited, this.circumstances())
    await this.watchUse()
    if ((this.deps.gateway.lastHeard.get(this.takeUps.current) ?? 0) >= since) return null
    const row = await this.session.row(this.takeUps.current)
    if (!row) return this.byTranscript()
    if (row.status === 'cancelled' && restarted.test(row.error ?? ''))
      return this.takenUp(await this.session.messages())
    if (['running', 'queued'].includes(row.status)) return null
    return endOfRow(row, this.circumstances())
  }

  /** Beside the plugin, which does not count it in a session of ours. */
  private async watchUse(): Promise<void> {
    const { reserved, onSpent, endedFor } = this.deps
    if (!reserved || !onSpent || endedFor?.()) return
    const messages = await this.session.messages(true).catch((error) => {
      // What it used is told at its end then; a transcript that is not shown says nothing of that.
      if (error instanceof GatewayRefusal) return []
      throw error
    })
    if (hasSpent(messages, this.takeUps.all, reserved)) onSpent()
  }

  /** A chat has no row in the gateway's list (brief 3.1), and after a restart nothing but its transcript tells. */
  private async byTranscript(): Promise<End | null> {
    const { messages, sessionInfo, inFlightRun } = await this.session.history()
    if (inFlightRun ? inFlightRun.runId === this.takeUps.current : sessionInfo?.hasActiveRun) return null
    const last = messages.findLast((message) => message.__openclaw?.runId === this.takeUps.current)
    const isWhole = last?.role === 'assistant' && last.stopReason !== 'toolUse'
    if (isWhole) return { outcome: 'ok', error: null, isRetryable: false }
    return this.takenUp(messages)
  }

  /** By the gateway itself, under a new id; or nobody knows what became of it. */
  private async takenUp(messages: Message[]): Promise<End | null> {
    const next = recoveryOf(messages, this.takeUps.current)
    const until = Math.max(this.newUntil, this.boot ? takesUpUntil(this.boot) : 0)
    if (await this.takeUps.follow(next, until, this.deps.signal)) return null
    // It may have ended since it was waited for, as one that is stopped from here does.
    const ended = await this.session.waitFor(this.takeUps.current, 0)
    if (ended.endedAt) return endOfWaited(ended, this.circumstances())
    const error = 'The gateway does not know the run any more, and its transcript has no end of it.'
    return { outcome: 'lost', error, isRetryable: false }
  }

  private circumstances(): Circumstances {
    const failureReason = this.deps.gateway.failureOf(this.takeUps.current)
    return { ordered: null, hasEndedTurn: false, deadlineMs: 0, stopReason: null, failureReason }
  }

  private async overcome(error: unknown): Promise<End | null> {
    this.deps.signal.throwIfAborted()
    const odd = oddityIn(error)
    if (odd) {
      this.misread += 1
      if (this.misread >= mostMisread) return { outcome: 'lost', error: odd, isRetryable: false }
    } else if (error instanceof GatewayRefusal && !error.isPassing) {
      return {
        outcome: 'lost',
        error: `The gateway does not say how it ended: ${error.message}`,
        isRetryable: false,
      }
    } else if (!(error instanceof GatewayRefusal || error instanceof GatewayLost)) throw error
    await sleep(1_000, undefined, { signal: this.deps.signal })
    return null
  }

  private async told(as: End): Promise<FollowedEnd> {
    const { masked, reported, endedFor } = this.deps
    const why = as.outcome === 'aborted' ? endedFor?.() : null
    const end = why ? { ...as, error: why } : as
    const runIds = this.takeUps.all
    const shown = await this.session.history().catch(() => null)
    const told = toldOf({ ...end, isRetryable: false }, { shown, runIds, reported: reported() }, masked)
    return {
      end: { ...told, gateway: this.facts, adoptedRunIds: this.takeUps.adopted },
      transcript: shown && transcriptOf(shown, runIds, masked),
    }
  }
}
