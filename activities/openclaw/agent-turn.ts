import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayFacts, RunItem, RunOutcome, RunResult } from '#domain/run/run.ts'
import type { OpenRun } from './executor-desk.ts'
import { type Gateway, GatewayLost, GatewayRefusal } from './openclaw-client.ts'
import { Accepted, History, type Message, type TaskRow, TaskRows, Waited } from './openclaw-wire.ts'
import { recoveryOf, textOf, usageOf } from './transcript.ts'

export interface AgentTurnDeps {
  gateway: Gateway
  run: OpenRun
  /** The task was cancelled, or the worker is stopping. */
  signal: AbortSignal
  /** The run lives on, and another attempt takes it over. */
  isStopping(): boolean
  /** What earlier attempts used of the deadline, milliseconds. */
  usedMs: number
  masked(text: string): string
}

type Ended = Omit<RunResult, 'items'>
type End = Pick<RunResult, 'outcome' | 'error' | 'isRetryable'> & {
  text?: string | null
  startedAt?: number | null
  endedAt?: number | null
}

const sliceMs = 5_000
const recoveryMs = 30_000
const abortedMs = 20_000
const awaitedAfterMs = 3_000
const restarted = /exited before restart/i
const permanent = ['auth', 'auth_permanent', 'billing', 'format', 'model_not_found', 'context_overflow']
const isoOf = (ms: number | null | undefined) => (ms ? new Date(ms) : new Date()).toISOString()

/**
 * One agent turn, however often this is begun: found before it is started, followed through restarts of the
 * gateway, ended only by `endedAt` or the gateway's own record (brief 4 and 11). Waiting for a gateway that is not
 * ready costs neither attempts nor the deadline.
 */
export class AgentTurn {
  private current: string
  private readonly adopted: string[] = []
  private facts: GatewayFacts = { version: 'unknown', isPractice: false }
  private bootId = ''
  private isLocated = false
  private isAccepted = false
  private lostSince = 0
  private orderedAt = 0
  private waits = 0
  private ordered: RunOutcome | null = null

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
    if (link.bootId === this.bootId) return
    this.isLocated = false
    this.lostSince = 0
    this.bootId = link.bootId
  }

  private tell(
    item: Pick<RunItem & { kind: 'gateway_awaited' }, 'kind' | 'reason'> | { kind: 'run_accepted' },
  ) {
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
    else if (!['running', 'queued'].includes(row.status)) return this.endOfRow(row)
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
      this.lostSince = 0
      return null
    }
    this.lostSince ||= Date.now()
    if (Date.now() - this.lostSince < recoveryMs) {
      await sleep(500, undefined, { signal: this.deps.signal })
      return null
    }
    const error = 'The gateway restarted and did not take the run up again.'
    return { outcome: 'lost', error, isRetryable: true }
  }

  private async wait(): Promise<End | null> {
    await this.endWhatMustEnd()
    const since = Date.now()
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
    const { signal } = this.deps
    return new Promise((resolve) => {
      if (signal.aborted) resolve(null)
      else signal.addEventListener('abort', () => resolve(null), { once: true, signal: over })
    })
  }

  /** Cancelled, or over its time: the session's run is ended there, and its end awaited as ever. */
  private async endWhatMustEnd(): Promise<void> {
    const { signal, run } = this.deps
    if (this.ordered) {
      if (Date.now() - this.orderedAt > abortedMs) throw new GatewayLost('the run does not end')
      return
    }
    if (this.deps.isStopping()) signal.throwIfAborted()
    if (signal.aborted) this.ordered = 'aborted'
    else if (this.usedMs > run.input.policy.runDeadlineMs) this.ordered = 'timed_out'
    if (!this.ordered) return
    this.orderedAt = Date.now()
    await this.ask(Accepted.partial(), 'sessions.abort', { key: this.sessionKey })
  }

  private endOf(waited: Waited): End | null {
    const { status, stopReason, error, startedAt, endedAt, terminalReply } = waited
    const times = { startedAt, endedAt, text: terminalReply?.text }
    if (status === 'ok') return { ...times, outcome: 'ok', error: null, isRetryable: false }
    if (/SESSION_WORK_START_CHANGED/.test(error ?? '')) {
      this.isLocated = false
      return null
    }
    if (stopReason === 'rpc') return { ...times, ...this.aborted() }
    if (status === 'timeout')
      return { ...times, outcome: 'timed_out', error: error ?? 'The run took too long.', isRetryable: false }
    return { ...times, ...this.failure(error ?? 'The run failed.') }
  }

  private endOfRow({ status, error, startedAt, endedAt }: TaskRow): End {
    const times = { startedAt, endedAt }
    if (status === 'completed') return { ...times, outcome: 'ok', error: null, isRetryable: false }
    if (status === 'cancelled') return { ...times, ...this.aborted() }
    if (status === 'timed_out')
      return { ...times, outcome: 'timed_out', error: error ?? 'The run took too long.', isRetryable: false }
    return { ...times, ...this.failure(error ?? 'The run failed.') }
  }

  private aborted(): End {
    if (this.ordered === 'timed_out') {
      const minutes = Math.round(this.deps.run.input.policy.runDeadlineMs / 60_000)
      const error = `It was ended after ${minutes} min, the longest that the project's policy allows a run.`
      return { outcome: 'timed_out', error, isRetryable: false }
    }
    const error = this.ordered ? 'The task was cancelled.' : 'The run was aborted on the gateway.'
    return { outcome: 'aborted', error, isRetryable: false }
  }

  private failure(error: string): End {
    const reason = this.deps.gateway.failureOf(this.current)
    const isPermanent = (reason && permanent.includes(reason)) || /temporarily disabled/.test(error)
    return { outcome: 'failed', error, isRetryable: !isPermanent }
  }

  /** Passing trouble is waited out; what the gateway refuses for good is the run's failure. */
  private async overcome(error: unknown): Promise<End | null> {
    const { signal } = this.deps
    if (error instanceof GatewayRefusal && !error.isPassing) {
      return { outcome: 'failed', error: `The gateway refused the run: ${error.message}`, isRetryable: false }
    }
    if (!(error instanceof GatewayRefusal || error instanceof GatewayLost)) throw error
    if (signal.aborted && !this.isLocated) signal.throwIfAborted()
    this.isLocated = false
    if (this.ordered) this.ordered = null
    const inMs = error instanceof GatewayRefusal ? Math.min(5_000, error.retryAfterMs) : 200
    await sleep(inMs)
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
    const { input } = this.deps.run
    const runIds = [input.runId, ...this.adopted]
    const messages = await this.messages()
    const text = end.text ?? (messages && textOf(messages, runIds)) ?? ''
    return {
      outcome: end.outcome,
      text: this.deps.masked(text).slice(0, 60_000),
      error: end.error && this.deps.masked(end.error).slice(0, 4_000),
      isRetryable: end.isRetryable,
      startedAt: isoOf(end.startedAt),
      endedAt: isoOf(end.endedAt),
      usage: messages && usageOf(messages, runIds),
      gateway: this.facts,
      adoptedRunIds: this.adopted,
    }
  }
}
