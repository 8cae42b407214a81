import { setTimeout as sleep } from 'node:timers/promises'
import type { Transcript } from '#domain/run/foreign-run.ts'
import type { GatewayFacts, RunResult } from '#domain/run/run.ts'
import { connected } from './beating.ts'
import { transcriptOf } from './foreign-transcript.ts'
import { type Gateway, GatewayLost, GatewayRefusal } from './openclaw-client.ts'
import type { Message } from './openclaw-wire.ts'
import { type Circumstances, type End, endOfRow, endOfWaited, toldOf } from './run-ends.ts'
import { oddityIn, RunSession } from './run-session.ts'
import { recoveryOf } from './transcript.ts'
import { mostAdopted, mostMisread, restarted } from './turn-limits.ts'

export interface FollowedRunDeps {
  gateway: Gateway
  runId: string
  sessionKey: string
  /** The worker stops; it is followed again by the next one. */
  signal: AbortSignal
  masked(text: string): string
}

export interface FollowedEnd {
  end: Omit<RunResult, 'items'>
  /** Null where the gateway does not show it any more. */
  transcript: Transcript | null
}

const sliceMs = 5_000
/** As long as a gateway that comes back may take to go on with what it was at. */
const goneMs = 30_000

/** A run that somebody else began: never started, never ended by this, only waited for. */
export class FollowedRun {
  private readonly session: RunSession
  private current: string
  private readonly adopted: string[] = []
  private facts: GatewayFacts = { version: 'unknown', isPractice: false }
  private goneSince = 0
  private misread = 0

  constructor(private readonly deps: FollowedRunDeps) {
    this.session = new RunSession(deps.gateway, deps.sessionKey)
    this.current = deps.runId
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
    if (link.state === 'connected') this.facts = link.facts
  }

  private async look(): Promise<End | null> {
    const since = Date.now()
    const waited = await this.session.waitFor(this.current, sliceMs)
    this.deps.signal.throwIfAborted()
    if (waited.endedAt) return endOfWaited(waited, this.circumstances())
    if ((this.deps.gateway.lastHeard.get(this.current) ?? 0) >= since) return null
    const row = await this.session.row(this.current)
    if (!row) return this.byTranscript()
    if (row.status === 'cancelled' && restarted.test(row.error ?? ''))
      return this.takenUp(await this.session.messages())
    if (['running', 'queued'].includes(row.status)) return null
    return endOfRow(row, this.circumstances())
  }

  /** A chat has no row in the gateway's list (brief 3.1), and after a restart nothing but its transcript tells. */
  private async byTranscript(): Promise<End | null> {
    const { messages, sessionInfo, inFlightRun } = await this.session.history()
    if (inFlightRun ? inFlightRun.runId === this.current : sessionInfo?.hasActiveRun) {
      this.goneSince = 0
      return null
    }
    const last = messages.findLast((message) => message.__openclaw?.runId === this.current)
    const isWhole = last?.role === 'assistant' && last.stopReason !== 'toolUse'
    if (isWhole) return { outcome: 'ok', error: null, isRetryable: false }
    return this.takenUp(messages)
  }

  /** By the gateway itself, under a new id; or nobody knows what became of it. */
  private async takenUp(messages: Message[]): Promise<End | null> {
    const next = recoveryOf(messages, this.current)
    if (next && this.adopted.length < mostAdopted && !this.adopted.includes(next)) {
      this.adopted.push(next)
      this.current = next
      this.goneSince = 0
      return null
    }
    this.goneSince ||= Date.now()
    if (Date.now() - this.goneSince < goneMs) {
      await sleep(500, undefined, { signal: this.deps.signal })
      return null
    }
    const error = 'The gateway does not know the run any more, and its transcript has no end of it.'
    return { outcome: 'lost', error, isRetryable: false }
  }

  private circumstances(): Circumstances {
    const failureReason = this.deps.gateway.failureOf(this.current)
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

  private async told(end: End): Promise<FollowedEnd> {
    const { runId, masked } = this.deps
    const runIds = [runId, ...this.adopted]
    const messages = await this.session.messages().catch(() => null)
    const told = toldOf({ ...end, isRetryable: false }, messages, runIds, masked)
    return {
      end: { ...told, gateway: this.facts, adoptedRunIds: this.adopted },
      transcript: messages && transcriptOf(messages, runIds, masked),
    }
  }
}
