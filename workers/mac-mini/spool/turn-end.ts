import type { TurnEnd } from '#activities/openclaw/executor-desk.ts'

const liveOnMs = 5_000

/** The end that an agent gave its own turn. */
export class SpooledTurnEnd implements TurnEnd {
  private readonly over = new AbortController()
  private at: number | null = null
  private timer: NodeJS.Timeout | null = null
  readonly overrun = this.over.signal

  /** After a restart of the worker the run has its 5 s again. */
  note(): void {
    if (this.at !== null) return
    this.at = Date.now()
    this.timer = setTimeout(() => this.over.abort(), liveOnMs).unref()
  }

  sinceMs(): number | null {
    return this.at === null ? null : Date.now() - this.at
  }

  toldOfCall(): void {
    if (this.at !== null) this.over.abort()
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer)
  }
}
