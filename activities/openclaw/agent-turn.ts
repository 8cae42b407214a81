import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayFacts, RunResult } from '#domain/run/run.ts'
import { EndOrder } from './end-order.ts'
import { endFailed, endPast, GateWatch } from './gate-watch.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import type { GatewayBoot } from './openclaw-client.ts'
import type { TaskRow, Waited } from './openclaw-wire.ts'
import {
  type Circumstances,
  type End,
  endNotBegun,
  endOfRow,
  endOfWaited,
  endUnheeded,
  toldOf,
} from './run-ends.ts'
import { oddityIn, RunSession, type Shown, WrongRun } from './run-session.ts'
import { isOverBudget, sliceOf } from './run-spend.ts'
import { isSpentBy, notTakenUp, TakeUps } from './take-ups.ts'
import { isAskedIn, recoveryOf, workUnderWay } from './transcript.ts'
import type { AgentTurnDeps } from './turn-deps.ts'
import { answerMs, awaitedAfterMs, mostMisread, pushedAside, restarted, takesUpUntil } from './turn-limits.ts'
import { TurnNews } from './turn-news.ts'
import { StopWatch, startRefusal, stopWanted } from './turn-stops.ts'

type Ended = Omit<RunResult, 'items'>

/**
 * One agent turn, however often this is begun: found before it is started, followed through restarts of the
 * gateway, ended only by `endedAt` or the gateway's own record (brief 4 and 11). Waiting for a gateway that is not
 * ready costs neither attempts nor the deadline.
 */
export class AgentTurn {
  private readonly takeUps: TakeUps
  private facts: GatewayFacts = { version: 'unknown', isPractice: false }
  private boot: GatewayBoot | null = null
  private isLocated = false
  private isAccepted = false
  private isSpent = false
  private readonly order = new EndOrder()
  private readonly news: TurnNews
  private misread = 0
  private readonly session: RunSession
  private readonly stop: StopWatch
  private readonly gate: GateWatch
  private readonly since = Date.now()

  /** Of the deadline, milliseconds: time with the gateway there. */
  usedMs: number

  constructor(private readonly deps: AgentTurnDeps) {
    this.takeUps = new TakeUps(deps.run.input.runId)
    this.news = new TurnNews(deps.run)
    this.session = new RunSession(deps.gateway, deps.run.input.sessionKey, [deps.run.input.runId])
    this.stop = new StopWatch(deps.killSwitch, deps.run.input)
    this.gate = new GateWatch(deps)
    this.usedMs = deps.usedMs
  }

  async take(): Promise<Ended> {
    try {
      return await this.follow()
    } catch (error) {
      this.news.unanswered(this.deps.gateway.link().detail)
      throw error
    } finally {
      this.gate.stop()
    }
  }

  private async follow(): Promise<Ended> {
    for (;;) {
      await this.untilReady()
      if (this.gate.ungated.aborted) return await this.ended(null)
      try {
        const end = this.isLocated ? await this.wait() : await this.locate()
        if (end) return await this.ended(end)
      } catch (error) {
        const end = await this.overcome(error)
        if (end) return await this.ended(end)
      }
    }
  }

  /** The gateway, again if need be. A new boot knows our run by its record, and has its own time for it. */
  private async untilReady(): Promise<void> {
    const { gateway, signal } = this.deps
    const since = Date.now()
    for (let isTold = false; gateway.link().state !== 'connected'; ) {
      signal.throwIfAborted()
      await gateway.whenConnected(signal, isTold ? 60_000 : awaitedAfterMs)
      const link = gateway.link()
      if (!isTold && link.state !== 'connected' && Date.now() - since >= awaitedAfterMs - 50) {
        isTold = true
        this.isAccepted = false
        this.news.awaited(link.detail.slice(0, 500))
        this.news.unanswered(link.detail)
      }
    }
    const link = gateway.link()
    if (link.state !== 'connected') return
    this.facts = link.facts
    const isSame = link.boot.id === this.boot?.id
    this.boot = link.boot
    if (isSame) return
    this.isLocated = false
    this.misread = 0
  }

  /** Where it is: ended, running, interrupted, or never begun. */
  private async locate(): Promise<End | null> {
    const waited = await this.session.waitFor(this.takeUps.current, 0)
    const end = waited.endedAt ? this.endOf(waited) : null
    if (end) return end
    const rows = await this.session.rows()
    const row = rows.find(({ runId }) => runId === this.takeUps.current)
    if (pushedAside.test((waited.error || row?.error) ?? '')) return this.makeWay(row ?? waited, rows)
    if (!row && this.isSpent) return this.adopt()
    if (!row) {
      const refused = await this.start()
      if (refused) return refused
    } else if (row.status === 'cancelled' && restarted.test(row.error ?? '')) return this.adopt()
    else if (!['running', 'queued'].includes(row.status)) return endOfRow(row, this.circumstances())
    this.isLocated = true
    this.accepted()
    return null
  }

  private async start(): Promise<End | null> {
    const { run } = this.deps
    const refusal = await startRefusal(this.deps, this.news.awaited)
    if (refusal !== null) return endNotBegun(refusal)
    run.noteSent()
    this.gate.watch(run.input.runId)
    // By a process before this, which may have been told of it.
    if (!(await this.session.start(run.input))) this.gate.leave(run.input.runId)
    return null
  }

  private accepted(): void {
    if (this.isAccepted) return
    this.isAccepted = true
    this.news.tell({ kind: 'run_accepted' })
  }

  /** The gateway goes on by itself under a new id after a crash. Only its own mark tells that run from others. */
  private async adopt(): Promise<End | null> {
    const messages = await this.session.messages()
    if (this.isSpent && !isAskedIn(messages, this.takeUps.current)) return notTakenUp
    return (await this.isTakenUpBy(recoveryOf(messages, this.takeUps.current))) ? null : notTakenUp
  }

  /** The gateway did take up an earlier attempt, later than that one waited: its end is this attempt's. */
  private async makeWay(own: Waited | TaskRow, rows: TaskRow[]): Promise<End | null> {
    const next = workUnderWay(await this.session.messages(), rows, own.startedAt ?? own.endedAt ?? 0)
    if (await this.isTakenUpBy(next)) return null
    return endOfRow({ ...own, status: 'failed' }, this.circumstances())
  }

  private isTakenUpBy(next: string | null): Promise<boolean> {
    const until = this.boot ? takesUpUntil(this.boot) : 0
    // Of one that began before this did, another process may have been told.
    if (next && this.boot && this.boot.startedAt > this.since) this.gate.watch(next)
    return this.takeUps.follow(next, until, this.deps.signal)
  }

  private async wait(): Promise<End | null> {
    const over = await this.endWhatMustEnd()
    if (over) return over
    const since = Date.now()
    const forMs = sliceOf(this.deps.run.input.reserved)
    const asked = this.session.waitFor(this.takeUps.current, forMs)
    asked.catch(() => {})
    const sources = { ...this.deps, ungated: this.gate.ungated }
    const answered = new AbortController()
    const first = this.order.as ? asked : Promise.race([asked, stopWanted(sources, answered.signal)])
    const waited = await first.finally(() => answered.abort())
    // No answer is waited for longer: the rest of it the machine was asleep.
    this.usedMs += Math.min(Date.now() - since, forMs + answerMs)
    if (!waited) return null
    if (waited.endedAt) return this.endOf(waited)
    if ((this.deps.gateway.lastHeard.get(this.takeUps.current) ?? 0) >= since) return null
    const row = await this.session.row(this.takeUps.current)
    if (!row || !['running', 'queued'].includes(row.status)) this.isLocated = false
    return null
  }

  /** Cancelled, over its time, or over by its agent's word: ended there, and its end awaited as ever. */
  private async endWhatMustEnd(): Promise<End | null> {
    if (this.order.as) return this.order.isOverdue() ? this.unheeded() : null
    if (this.deps.isStopping()) this.deps.signal.throwIfAborted()
    const as = await this.dueEnd()
    if (!as) return null
    await this.order.give(as, this.session, this.deps.gateway)
    this.deps.run.usage.noteStopped()
    return null
  }

  private async dueEnd(): Promise<Circumstances['ordered']> {
    const { signal, run, turnEnd } = this.deps
    if (signal.aborted) return 'aborted'
    if (this.stop.isOn()) return 'killed'
    if (this.usedMs > run.input.policy.runDeadlineMs) return 'timed_out'
    if (turnEnd?.overrun.aborted) return 'ok'
    return (await isOverBudget(run, this.session, this.takeUps.all)) ? 'over_budget' : null
  }

  /** It is looked for anew and told again, up to a limit. What it calls from then on, the gate blocks. */
  private unheeded(): End {
    this.order.noteUnheeded()
    const { id, item } = this.order.news(this.deps.run.input.stepId, this.deps.masked)
    this.news.tell(item, id)
    if (this.order.isGivenUp()) return endUnheeded(this.circumstances(), this.order.words())
    throw new GatewayLost('the run does not end')
  }

  private endOf(waited: Waited): End | null {
    if (waited.status === 'ok' || !pushedAside.test(waited.error ?? ''))
      return endOfWaited(waited, this.circumstances())
    this.isLocated = false
    return null
  }

  private circumstances(): Circumstances {
    const { gateway, run, turnEnd } = this.deps
    return {
      // A worker that has just started may have told it before this did.
      ordered: this.order.as ?? (run.usage.spent.aborted ? 'over_budget' : null),
      hasEndedTurn: turnEnd !== undefined && turnEnd.sinceMs() !== null,
      deadlineMs: run.input.policy.runDeadlineMs,
      reserved: run.input.reserved,
      stopReason: this.stop.reason(),
      killedFor: run.killedFor(),
      failureReason: gateway.failureOf(this.takeUps.current),
    }
  }

  /** Passing trouble is waited out; what the gateway refuses for good is the run's failure. */
  private async overcome(error: unknown): Promise<End | null> {
    const { signal } = this.deps
    if (error instanceof GatewayRefusal && !error.isPassing) {
      const reason = `The gateway refused the run: ${error.message}`
      // What it would not begin is not there, and somebody else may be at work in the session.
      if (error.method === 'agent') return { outcome: 'failed', error: reason, isRetryable: false }
      return this.givenUp(reason)
    }
    this.isSpent ||= isSpentBy(error)
    const odd = oddityIn(error)
    const isKnown = error instanceof GatewayRefusal || error instanceof GatewayLost
    if (!isKnown && !odd) throw error
    // A second try would begin another run under another id.
    if (error instanceof WrongRun && error.method === 'agent') return this.givenUp(error.message)
    if (!this.isLocated || this.deps.isStopping()) signal.throwIfAborted()
    if (odd) return this.notUnderstood(odd)
    this.isLocated = false
    this.order.withdraw()
    await sleep(error instanceof GatewayRefusal ? Math.min(5_000, error.retryAfterMs) : 200)
    return null
  }

  /** A gateway that changed may say so only once. What stays so is the run's failure, told instead of tried on. */
  private async notUnderstood(reason: string): Promise<End | null> {
    this.misread += 1
    this.isLocated = false
    if (this.misread >= mostMisread) return this.givenUp(reason)
    this.isAccepted = false
    this.news.awaited(reason)
    await sleep(1_000)
    return null
  }

  /** Whatever is active in its session is ended: nobody would know what it is. */
  private givenUp(reason: string): Promise<End> {
    return endFailed(this.session, this.deps.gateway, reason)
  }

  /** Null where the gateway can't be asked any more: the words and the cost are then unknown. */
  private async shown(): Promise<Shown | null> {
    for (let tries = 3; tries > 0; tries--) {
      const shown = await this.session.history().catch(() => null)
      if (shown) return shown
      await this.untilReady().catch(() => {})
    }
    return null
  }

  /** Null: it is at work past the gate. */
  private async ended(end: End | null): Promise<Ended> {
    const { gateway, run, masked } = this.deps
    const isPast = end === null || this.gate.isPast(end, this.takeUps.current)
    const isBegun = end?.outcome !== 'not_begun'
    const known = isPast
      ? await endPast(this.session, gateway)
      : { end, shown: isBegun ? await this.shown() : null }
    const by = { shown: known.shown, runIds: this.takeUps.all, reported: run.usage.reported() }
    const told = toldOf(known.end, by, masked)
    return { ...told, gateway: this.facts, adoptedRunIds: this.takeUps.adopted }
  }
}
