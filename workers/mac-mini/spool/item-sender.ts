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
const mostBytes = 256 * 1_024
const againAfterMs = 1_000

/** Temporal will not take these, now or later: too large, or their workflow is gone. */
export class SignalRefused extends Error {
  override name = 'SignalRefused'
  constructor(
    message: string,
    /** Whatever the items: there is no workflow to take them. */
    readonly isOfAll: boolean,
  ) {
    super(message)
  }
}

type Sent = 'through' | 'refused' | 'away'

const bytesOf = (item: RunItem) => Buffer.byteLength(JSON.stringify(item)) + 1

/** The first of them that are no more than so many, and at least one. */
function firstWithin(items: RunItem[], most: number, bytes: number): RunItem[] {
  let sum = 0
  const end = items.slice(0, most).findIndex((item, i) => {
    sum += bytesOf(item)
    return i > 0 && sum > bytes
  })
  return items.slice(0, end < 0 ? most : end)
}

/** Brings a run's items to its task's workflow, in order, in few signals. What is not through stays `unsent`. */
export class ItemSender {
  private readonly waiting: RunItem[] = []
  /** No signal takes them; a result may. */
  private readonly refused: RunItem[] = []
  private timer: NodeJS.Timeout | null = null
  private sending: Promise<Sent> | null = null
  private isStopped = false
  private most = mostPerSignal
  private sent = 0
  private lastAt = 0

  constructor(
    private readonly send: (items: RunItem[]) => Promise<void>,
    private readonly pace: Pace,
    /** Everything that a signal takes is through. */
    private readonly onEmpty: () => void = () => {},
  ) {}

  add(item: RunItem): void {
    this.waiting.push(item)
    this.plan()
  }

  /** What the workflow may not have: those of a signal on its way as well. */
  unsent(): RunItem[] {
    return [...this.refused, ...this.waiting]
  }

  stop(): void {
    this.isStopped = true
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  /** Stops, and sends what is more than so many bytes. What is refused and too much is left behind. */
  async unsentWithin(bytes: number, isStopping: () => boolean): Promise<RunItem[]> {
    this.stop()
    while (this.waiting.length > 0 && this.unsent().reduce((sum, item) => sum + bytesOf(item), 0) > bytes) {
      if (isStopping()) throw new Error('stopped before everything was sent')
      const sent = await (this.sending ?? this.flush())
      if (sent === 'away') await new Promise((resolve) => setTimeout(resolve, againAfterMs))
    }
    return firstWithin(this.unsent(), Number.POSITIVE_INFINITY, bytes)
  }

  private plan(): void {
    if (this.isStopped || this.timer || this.sending || this.waiting.length === 0) return
    const gap = this.sent < calmAfter ? this.pace.gapMs : this.pace.calmGapMs
    const inMs = Math.max(this.pace.firstMs, this.lastAt + gap - Date.now())
    this.timer = setTimeout(() => void this.flush(), inMs)
  }

  private async flush(): Promise<Sent> {
    this.timer = null
    this.sending = this.sendOne()
    const sent = await this.sending
    this.sending = null
    this.lastAt = Date.now()
    if (this.waiting.length === 0) this.onEmpty()
    this.plan()
    return sent
  }

  private async sendOne(): Promise<Sent> {
    const batch = firstWithin(this.waiting, this.most, mostBytes)
    try {
      await this.send(batch)
      this.waiting.splice(0, batch.length)
      this.sent += 1
      return 'through'
    } catch (error) {
      // Temporal is away: they stay, and are tried again or go with the result.
      if (!(error instanceof SignalRefused)) return 'away'
      this.setAside(batch.length, error.isOfAll)
      return 'refused'
    }
  }

  /** Smaller and smaller ones, until the one that is refused is known: the later ones do not wait for it. */
  private setAside(count: number, isOfAll: boolean): void {
    const isKnown = isOfAll || count === 1
    if (isKnown) this.refused.push(...this.waiting.splice(0, count))
    this.most = isKnown ? mostPerSignal : Math.ceil(count / 2)
  }
}
