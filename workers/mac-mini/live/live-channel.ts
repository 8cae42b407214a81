import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { OpenRun } from '#activities/openclaw/executor-desk.ts'
import type { OddEvents } from '#activities/openclaw/odd-events.ts'
import { type LiveBatch, type LiveRun, LiveWatched, liveLimits } from '#domain/live/live.ts'
import { AgentSaid } from './agent-wire.ts'
import { LiveView } from './live-view.ts'

export interface LiveChannelDeps {
  gateway: { onAgentEvent(listener: (payload: unknown) => void): () => void }
  findRun(sessionKey: string): Pick<OpenRun, 'input'> | null
  /** To the control plane. Throws where it does not take it. */
  send(batch: LiveBatch): Promise<LiveWatched>
  logger: Pick<Logger, 'info'>
  /** Hears of events that are not shown. Absent: nobody does. */
  odd?: OddEvents
  pace?: LivePace
}

/** Milliseconds. */
export interface LivePace {
  /** Between batches while somebody looks. */
  gatherMs: number
  /** Between questions whether somebody looks, while a run is open. */
  askMs: number
  /** The longest pause after failures. */
  awayMs: number
}
const usualPace: LivePace = { gatherMs: 300, askMs: 1_000, awayMs: 10_000 }

/** Shows the open runs of this Mac to who looks at them. Nothing waits for it, and nothing fails by it. */
export async function showLive(deps: LiveChannelDeps, signal: AbortSignal): Promise<void> {
  const { gateway, logger, pace = usualPace } = deps
  const channel = new LiveChannel(deps)
  const forget = gateway.onAgentEvent((payload) => channel.heard(payload))
  let failures = 0
  let askedAt = 0
  while (!signal.aborted) {
    const pauseMs = Math.min(pace.awayMs, pace.gatherMs * 2 ** Math.min(failures, 10))
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
    if (signal.aborted || !channel.hasRuns()) continue
    const runs = channel.next()
    if (runs.length === 0 && Date.now() - askedAt < pace.askMs) continue
    askedAt = Date.now()
    try {
      channel.answered(await deps.send({ runs }))
      failures = 0
    } catch (error) {
      channel.missed()
      if (failures === 0) logger.info({ problem: String(error) }, 'nobody takes the live view now')
      failures += 1
    }
  }
  forget()
}

class LiveChannel {
  /** By session. */
  private readonly views = new Map<string, LiveView>()
  /** By task: whether its reader lacks everything. */
  private watched = new Map<string, { needsWhole: boolean }>()

  constructor(private readonly deps: LiveChannelDeps) {}

  hasRuns = () => this.views.size > 0

  heard(payload: unknown): void {
    const { data: event, error } = AgentSaid.safeParse(payload)
    // One that names no session is of none that is shown.
    if (error?.issues.some(({ path }) => path[0] !== 'sessionKey')) this.deps.odd?.note(error)
    if (!event?.data) return
    const sessionKey = event.sessionKey.toLowerCase()
    const run = this.deps.findRun(sessionKey)
    if (!run || this.isOfAnother(event.runId, sessionKey)) return
    let view = this.views.get(sessionKey)
    if (view?.input.runId !== run.input.runId) {
      const { taskId, stepId, runId } = run.input
      view = new LiveView({ taskId, stepId, runId })
      this.views.set(sessionKey, view)
    }
    view.heard(event.stream, event.data)
  }

  /** What goes out now: news of runs that somebody looks at, within what one request holds. */
  next(): LiveRun[] {
    const runs: LiveRun[] = []
    let room = liveLimits.characters
    for (const [sessionKey, view] of this.views) {
      if (room <= 0) break
      const hasEnded = this.deps.findRun(sessionKey)?.input.runId !== view.input.runId
      if (hasEnded) this.views.delete(sessionKey)
      const run = this.newsOf(view, hasEnded)
      if (!run) continue
      runs.push(run)
      room -= JSON.stringify(run.items).length
    }
    return runs
  }

  /** Null where nobody looks at it, or lacks anything of it. */
  private newsOf(view: LiveView, isEnded: boolean): LiveRun | null {
    const reader = this.watched.get(view.input.taskId)
    if (!reader) return null
    if (isEnded) view.endText()
    const run = { ...view.take(reader.needsWhole), isEnded }
    reader.needsWhole = false
    return run.isWhole || isEnded || run.items.length > 0 ? run : null
  }

  answered(answer: LiveWatched): void {
    const { watched } = LiveWatched.parse(answer)
    this.watched = new Map(watched.map(({ taskId, needsWhole }) => [taskId, { needsWhole }]))
  }

  /** What was on its way may be lost. */
  missed(): void {
    for (const reader of this.watched.values()) reader.needsWhole = true
  }

  /** A run of ours in a session that is not its own: a gateway that says so is wrong about one of them. */
  private isOfAnother(runId: string, sessionKey: string): boolean {
    const of = [...this.views].find(([, view]) => view.input.runId === runId)
    return of !== undefined && of[0] !== sessionKey
  }
}
