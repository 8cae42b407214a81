import type { RunItem } from '#domain/run/run.ts'

export interface Pace {
  /** After the first item, so that a short run sends nothing by itself: its result brings the items. */
  firstMs: number
  /** Between signals, for the first 500 of a run. */
  gapMs: number
  /** Between signals after that: a workflow's history must last. */
  calmGapMs: number
}
export const usualPace: Pace = { firstMs: 1_000, gapMs: 2_000, calmGapMs: 30_000 }
const calmAfter = 500
const mostPerSignal = 50

/** Brings a run's items to its task's workflow, in order, in few signals. What is not through stays `unsent`. */
export class ItemSender {
  private readonly waiting: RunItem[] = []
  private timer: NodeJS.Timeout | null = null
  private isSending = false
  private isStopped = false
  private sent = 0
  private lastAt = 0

  constructor(
    private readonly send: (items: RunItem[]) => Promise<void>,
    private readonly pace: Pace,
  ) {}

  add(item: RunItem): void {
    this.waiting.push(item)
    this.plan()
  }

  /** What the workflow may not have: those of a signal on its way as well. */
  unsent(): RunItem[] {
    return [...this.waiting]
  }

  stop(): void {
    this.isStopped = true
    if (this.timer) clearTimeout(this.timer)
  }

  private plan(): void {
    if (this.isStopped || this.timer || this.isSending || this.waiting.length === 0) return
    const gap = this.sent < calmAfter ? this.pace.gapMs : this.pace.calmGapMs
    const inMs = Math.max(this.pace.firstMs, this.lastAt + gap - Date.now())
    this.timer = setTimeout(() => void this.flush(), inMs)
  }

  private async flush(): Promise<void> {
    this.timer = null
    this.isSending = true
    const batch = this.waiting.slice(0, mostPerSignal)
    try {
      await this.send(batch)
      this.waiting.splice(0, batch.length)
      this.sent += 1
    } catch {
      // Temporal is away: they stay, and are tried again or go with the result.
    } finally {
      this.lastAt = Date.now()
      this.isSending = false
      this.plan()
    }
  }
}
