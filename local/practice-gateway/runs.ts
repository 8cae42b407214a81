import { randomUUID } from 'node:crypto'
import type { PluginHost } from './plugin-host.ts'
import type { RunRow, Store } from './store.ts'
import { ProviderError, takeTurn } from './turn.ts'

export interface RunRequest {
  runId: string
  sessionKey: string
  agentId: string
  message: string
  /** Seconds. */
  timeout?: number
  provenance?: Record<string, unknown>
  /** A chat has no row in the list of runs. */
  kind?: 'cli' | 'chat' | 'automation_run'
}

/** As agent.wait tells it: an end has `endedAt`, anything else is a bare timeout. */
export type Snapshot = { runId: string; status: string; endedAt?: number } & Record<string, unknown>

interface Live {
  row: RunRow
  stop: AbortController
  ended: Promise<Snapshot>
}

export interface RunsDeps {
  store: Store
  host: PluginHost
  broadcast(event: string, payload: Record<string, unknown>): void
  /** Until an interrupted run is taken up again after a start; the real gateway takes 2 to 3 s. */
  recoverAfterMs?: number
}

const restartError = 'Task execution process exited before restart.'
const interrupted =
  '[System] Your previous turn was interrupted by a gateway restart. Continue from where you left off.'

/** Runs as the gateway keeps them: one at a time in a session; snapshots and dedupe die with the process. */
export class Runs {
  private readonly live = new Map<string, Live>()
  private readonly snapshots = new Map<string, Snapshot>()
  private readonly lastOf = new Map<string, Promise<unknown>>()

  constructor(private readonly deps: RunsDeps) {}

  start(request: RunRequest): { status: string; acceptedAt?: number } {
    const cached = this.snapshots.get(request.runId)
    if (cached) return { status: cached.status }
    if (this.live.has(request.runId)) return { status: 'in_flight' }
    const known = this.deps.store.rows.find((row) => row.runId === request.runId)
    if (known) this.refuseAgain(request.runId)
    else this.begin(request)
    return { status: 'accepted', acceptedAt: Date.now() }
  }

  /** Bare where it is not over in time, or nobody knows it (brief 3.1). */
  async wait(runId: string, timeoutMs: number): Promise<Snapshot> {
    const known = this.snapshots.get(runId)
    if (known) return known
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Snapshot>((resolve) => {
      timer = setTimeout(() => resolve({ runId, status: 'timeout' }), timeoutMs)
    })
    const end = this.live.get(runId)?.ended
    return Promise.race(end ? [late, end] : [late]).finally(() => clearTimeout(timer))
  }

  async abort(sessionKey: string, runId?: string) {
    const all = [...this.live.values()].filter(({ row }) => row.sessionKey === sessionKey)
    const live = all.find(({ row }) => (runId ? row.runId === runId : row.status === 'running')) ?? all[0]
    if (!live || (runId && live.row.runId !== runId))
      return { ok: true, abortedRunId: null, status: 'no-active-run' }
    live.stop.abort('rpc')
    await live.ended
    return { ok: true, abortedRunId: live.row.runId, status: 'aborted' }
  }

  activeIn(sessionKey: string): string | null {
    const live = [...this.live.values()].find(({ row }) => row.sessionKey === sessionKey)
    return live?.row.runId ?? null
  }

  /** What a crash interrupted goes on under a new id, by itself (brief 3.5). */
  recover(): void {
    const { store, recoverAfterMs = 500 } = this.deps
    for (const row of store.rows.filter(({ status }) => status === 'running' || status === 'queued')) {
      store.changeRow(row, { status: 'cancelled', error: restartError, endedAt: Date.now() })
      const provenance = { kind: 'internal_system', sourceTool: 'main_session_restart_recovery' }
      const { sessionKey, agentId } = row
      const request = { runId: randomUUID(), sessionKey, agentId, message: interrupted, provenance }
      setTimeout(() => this.begin(request), recoverAfterMs).unref()
    }
  }

  /** For a restart: those that do not end in time are interrupted, as by a crash. */
  async drain(withinMs: number): Promise<void> {
    const ends = [...this.live.values()].map(({ ended }) => ended)
    await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, withinMs).unref())])
  }

  private begin(request: RunRequest): void {
    const { runId, sessionKey, agentId, message } = request
    const at = Date.now()
    const row: RunRow = {
      id: randomUUID(),
      runId,
      sessionKey,
      agentId,
      kind: request.kind ?? 'cli',
      status: 'queued',
      title: message.slice(0, 80),
      createdAt: at,
      startedAt: at,
    }
    this.deps.store.addRow(row)
    const stop = new AbortController()
    const before = this.lastOf.get(sessionKey) ?? Promise.resolve()
    const ended = before.then(() => this.carryOut(request, row, stop))
    this.lastOf.set(sessionKey, ended)
    this.live.set(runId, { row, stop, ended })
  }

  private async carryOut(request: RunRequest, row: RunRow, stop: AbortController): Promise<Snapshot> {
    const { store, host, broadcast } = this.deps
    const { runId, sessionKey, agentId, message, provenance, timeout } = request
    let seq = 0
    const tell = (stream: string, data: Record<string, unknown>) => {
      seq += 1
      broadcast('agent', { runId, sessionKey, agentId, seq, ts: Date.now(), stream, data })
    }
    const startedAt = Date.now()
    store.changeRow(row, { status: 'running', startedAt })
    store.addMessage(sessionKey, runId, {
      role: 'user',
      content: [{ type: 'text', text: message }],
      idempotencyKey: `${runId}:user`,
      ...(provenance && { provenance }),
    })
    broadcast('task', { action: 'upserted', task: row })
    tell('lifecycle', { phase: 'start', startedAt })
    const timer = timeout ? setTimeout(() => stop.abort('timeout'), timeout * 1_000) : undefined
    const turn = { host, store, runId, sessionKey, agentId, signal: stop.signal, tell }
    const end = await takeTurn(turn).then(
      ({ text, stopReason, tools }) => finished(text, stopReason, tools),
      (error) => unfinished(error, stop.signal),
    )
    clearTimeout(timer)
    const snapshot: Snapshot = { runId, startedAt, endedAt: Date.now(), ...end.snapshot }
    store.changeRow(row, { status: end.row, endedAt: Date.now(), ...(end.error && { error: end.error }) })
    this.snapshots.set(runId, snapshot)
    this.live.delete(runId)
    tell('lifecycle', { phase: end.row === 'completed' ? 'end' : 'error', ...end.event })
    broadcast('chat', { runId, sessionKey, state: end.row === 'completed' ? 'final' : 'error' })
    broadcast('task', { action: 'upserted', task: row })
    return snapshot
  }

  /** A key sent again after a restart is accepted, fails, and hides the true result (brief 3.4). */
  private refuseAgain(runId: string): void {
    const error = 'Session transcript keyed user is outside the current turn'
    const at = Date.now()
    this.snapshots.set(runId, { runId, status: 'error', error, startedAt: at, endedAt: at })
  }
}

interface End {
  row: RunRow['status']
  error?: string
  snapshot: { status: string } & Record<string, unknown>
  event: Record<string, unknown>
}

function finished(text: string, stopReason: string, tools: string[]): End {
  const isVisible = text !== ''
  return {
    row: 'completed',
    snapshot: {
      status: 'ok',
      stopReason,
      livenessState: 'working',
      terminalReceipt: {
        successfulToolNames: tools,
        terminalDisposition: isVisible ? 'visible' : 'not-visible',
      },
      terminalReply: isVisible ? { disposition: 'visible', text } : { disposition: 'empty' },
    },
    event: { stopReason },
  }
}

function unfinished(error: unknown, signal: AbortSignal): End {
  const text = error instanceof Error ? error.message : String(error)
  if (signal.aborted && signal.reason === 'timeout') {
    const words = 'The run timed out.'
    const snapshot = { status: 'timeout', error: words, timeoutPhase: 'provider', livenessState: 'paused' }
    return { row: 'timed_out', error: words, snapshot, event: {} }
  }
  if (signal.aborted)
    return { row: 'cancelled', error: 'Aborted', snapshot: { status: 'error', stopReason: 'rpc' }, event: {} }
  const failoverReason = error instanceof ProviderError ? error.failoverReason : null
  return {
    row: 'failed',
    error: text,
    snapshot: { status: 'error', error: text },
    event: failoverReason ? { error: text, errorObservation: { failoverReason } } : { error: text },
  }
}
