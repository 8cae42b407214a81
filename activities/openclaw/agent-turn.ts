import { setTimeout as sleep } from 'node:timers/promises'
import { ZodError, z } from 'zod'
import type { GatewayFacts, RunItem, RunResult } from '#domain/run/run.ts'
import type { OpenRun, TurnEnd } from './executor-desk.ts'
import { type Gateway, type GatewayBoot, GatewayLost, GatewayRefusal } from './openclaw-client.ts'
import {
  Accepted,
  History,
  type Message,
  misreadWords,
  type TaskRow,
  TaskRows,
  Waited,
} from './openclaw-wire.ts'
import { type Circumstances, type End, endOfRow, endOfWaited, toldOf } from './run-ends.ts'
import { hasSpent, sliceOf } from './run-spend.ts'
import { recoveryOf } from './transcript.ts'
import { abortedMs, awaitedAfterMs, mostMisread, restarted, takesUpUntil } from './turn-limits.ts'

export interface AgentTurnDeps {
  gateway: Gateway
  run: Pick<OpenRun, 'input' | 'report'>
  /** Absent where nobody hears the agent's reports. */
  turnEnd?: TurnEnd
  /** The task was cancelled, or this attempt is over. */
  signal: AbortSignal
  /** The run lives on, and another attempt takes it over. */
  isStopping(): boolean
  /** What earlier attempts used of the deadline, milliseconds. */
  usedMs: number
  masked(text: string): string
}

type Ended = Omit<RunResult, 'items'>

type News = Pick<RunItem & { kind: 'gateway_awaited' }, 'kind' | 'reason'> | { kind: 'run_accepted' }

/**
 * One agent turn, however often this is begun: found before it is started, followed through restarts of the
 * gateway, ended only by `endedAt` or the gateway's own record (brief 4 and 11). Waiting for a gateway that is not
 * ready costs neither attempts nor the deadline.
 */
export class AgentTurn {
  private current: string
  private readonly adopted: string[] = []
  private facts: GatewayFacts = { version: 'unknown', isPractice: false }
  private boot: GatewayBoot | null = null
  private isLocated = false
  private isAccepted = false
  private orderedAt = 0
  private waits = 0
  private ordered: Circumstances['ordered'] = null
  private misread = 0

  /** Of the deadline, milliseconds: time with the gateway there. */
  usedMs: number

  constructor(private readonly deps: AgentTurnDeps) {
    this.current = deps.run.input.runId
    this.usedMs = deps.usedMs
  }

  async take(): Promise<Ended> {
    for (;;) {
      await this.untilReady()
      try {
        const end = this.isLocated ? await this.wait() : await this.locate()
        if (end) return await this.ended(end)
      } catch (error) {
        const end = await this.overcome(error)
        if (end) return await this.ended(end)
      }
    }
  }

  private get sessionKey() {
    return this.deps.run.input.sessionKey
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
        this.tell({ kind: 'gateway_awaited', reason: link.detail.slice(0, 500) })
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

  private tell(item: News) {
    const { run } = this.deps
    this.waits += 1
    const id = `${item.kind}-${run.input.stepId}-${Date.now().toString(36)}-${this.waits}`
    run.report({ ...item, id, at: new Date().toISOString(), stepId: run.input.stepId })
  }

  /** Where it is: ended, running, interrupted, or never begun. */
  private async locate(): Promise<End | null> {
    const waited = await this.ask(Waited, 'agent.wait', { runId: this.current, timeoutMs: 0 })
    const end = waited.endedAt ? this.endOf(waited) : null
    if (end) return end
    const row = await this.row()
    if (!row) {
      this.deps.signal.throwIfAborted()
      await this.start()
    } else if (row.status === 'cancelled' && restarted.test(row.error ?? '')) return this.adopt()
    else if (!['running', 'queued'].includes(row.status)) return endOfRow(row, this.circumstances())
    this.isLocated = true
    this.accepted()
    return null
  }

  private async row(): Promise<TaskRow | null> {
    const { tasks } = await this.ask(TaskRows, 'tasks.list', { sessionKey: this.sessionKey, limit: 200 })
    return tasks.find((task) => task.runId === this.current) ?? null
  }

  private async start(): Promise<void> {
    const { input } = this.deps.run
    await this.ask(Accepted, 'agent', {
      message: input.message,
      agentId: input.openclawAgentId,
      sessionKey: input.sessionKey,
      idempotencyKey: input.runId,
      timeout: Math.ceil(input.policy.runDeadlineMs / 1_000) + 60,
      channel: 'webchat',
      label: `Front Office ${input.taskId}`,
    })
  }

  private accepted(): void {
    if (this.isAccepted) return
    this.isAccepted = true
    this.tell({ kind: 'run_accepted' })
  }

  /** The gateway goes on by itself under a new id after a crash. Only its own mark tells that run from others. */
  private async adopt(): Promise<End | null> {
    const { messages } = await this.history()
    const next = recoveryOf(messages, this.current)
    if (next) {
      this.adopted.push(next)
      this.current = next
      return null
    }
    if (this.boot && Date.now() < takesUpUntil(this.boot)) {
      await sleep(500, undefined, { signal: this.deps.signal })
      return null
    }
    const error = 'The gateway restarted and did not take the run up again.'
    return { outcome: 'lost', error, isRetryable: true }
  }

  private async wait(): Promise<End | null> {
    await this.endWhatMustEnd()
    const since = Date.now()
    const sliceMs = sliceOf(this.deps.run.input.reserved)
    const slice = { runId: this.current, timeoutMs: sliceMs }
    const asked = this.ask(Waited, 'agent.wait', slice, sliceMs + 10_000)
    const over = new AbortController()
    const first = this.ordered ? asked : Promise.race([asked, this.stopped(over.signal)])
    const waited = await first.finally(() => over.abort())
    this.usedMs += Date.now() - since
    if (!waited) {
      asked.catch(() => {})
      return null
    }
    if (waited.endedAt) return this.endOf(waited)
    if ((this.deps.gateway.lastHeard.get(this.current) ?? 0) >= since) return null
    const row = await this.row()
    if (!row || !['running', 'queued'].includes(row.status)) this.isLocated = false
    return null
  }

  private stopped(over: AbortSignal): Promise<null> {
    const { signal, turnEnd } = this.deps
    const stop = turnEnd ? AbortSignal.any([signal, turnEnd.overrun]) : signal
    return new Promise((resolve) => {
      if (stop.aborted) resolve(null)
      else stop.addEventListener('abort', () => resolve(null), { once: true, signal: over })
    })
  }

  /** Cancelled, over its time, or over by its agent's word: ended there, and its end awaited as ever. */
  private async endWhatMustEnd(): Promise<void> {
    const { signal, run, turnEnd } = this.deps
    if (this.ordered) {
      if (Date.now() - this.orderedAt > abortedMs) throw new GatewayLost('the run does not end')
      return
    }
    if (this.deps.isStopping()) signal.throwIfAborted()
    if (signal.aborted) this.ordered = 'aborted'
    else if (this.usedMs > run.input.policy.runDeadlineMs) this.ordered = 'timed_out'
    else if (turnEnd?.overrun.aborted) this.ordered = 'ok'
    else if (await this.isOverBudget()) this.ordered = 'over_budget'
    if (!this.ordered) return
    this.orderedAt = Date.now()
    await this.abort()
  }

  private async isOverBudget(): Promise<boolean> {
    const { reserved, runId } = this.deps.run.input
    return reserved ? hasSpent((await this.history()).messages, [runId, ...this.adopted], reserved) : false
  }

  private abort() {
    return this.ask(z.unknown(), 'sessions.abort', { key: this.sessionKey })
  }

  private endOf(waited: Waited): End | null {
    if (waited.status === 'ok' || !/SESSION_WORK_START_CHANGED/.test(waited.error ?? ''))
      return endOfWaited(waited, this.circumstances())
    this.isLocated = false
    return null
  }

  private circumstances(): Circumstances {
    const { gateway, run, turnEnd } = this.deps
    return {
      ordered: this.ordered,
      hasEndedTurn: turnEnd !== undefined && turnEnd.sinceMs() !== null,
      deadlineMs: run.input.policy.runDeadlineMs,
      reserved: run.input.reserved,
      failureReason: gateway.failureOf(this.current),
    }
  }

  /** Passing trouble is waited out; what the gateway refuses for good is the run's failure. */
  private async overcome(error: unknown): Promise<End | null> {
    const { signal } = this.deps
    if (error instanceof GatewayRefusal && !error.isPassing) {
      return { outcome: 'failed', error: `The gateway refused the run: ${error.message}`, isRetryable: false }
    }
    const isKnown = error instanceof GatewayRefusal || error instanceof GatewayLost
    if (!isKnown && !(error instanceof ZodError)) throw error
    if (!this.isLocated || this.deps.isStopping()) signal.throwIfAborted()
    if (error instanceof ZodError) return this.notUnderstood(error)
    this.isLocated = false
    this.ordered = null
    await sleep(error instanceof GatewayRefusal ? Math.min(5_000, error.retryAfterMs) : 200)
    return null
  }

  /** A gateway that changed may say so only once. What stays so is the run's failure, told instead of tried on. */
  private async notUnderstood(error: ZodError): Promise<End | null> {
    const reason = misreadWords(error)
    this.misread += 1
    this.isLocated = false
    if (this.misread >= mostMisread) {
      await this.abort().catch(() => {})
      return { outcome: 'failed', error: reason, isRetryable: false }
    }
    this.isAccepted = false
    this.tell({ kind: 'gateway_awaited', reason })
    await sleep(1_000)
    return null
  }

  private history() {
    return this.ask(History, 'chat.history', { sessionKey: this.sessionKey, limit: 1_000 }, 30_000)
  }

  /** Null where the gateway can't be asked any more: the words and the cost are then unknown. */
  private async messages(): Promise<Message[] | null> {
    for (let tries = 3; tries > 0; tries--) {
      try {
        return (await this.history()).messages
      } catch {
        await this.untilReady().catch(() => {})
      }
    }
    return null
  }

  private ask: Gateway['request'] = (...call) => this.deps.gateway.request(...call)

  private async ended(end: End): Promise<Ended> {
    const { run, masked } = this.deps
    const runIds = [run.input.runId, ...this.adopted]
    const told = toldOf(end, await this.messages(), runIds, masked)
    return { ...told, gateway: this.facts, adoptedRunIds: this.adopted }
  }
}
