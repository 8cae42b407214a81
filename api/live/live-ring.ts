import type { LiveEvent, LiveRun } from '#domain/live/live.ts'

export const ringLimits = { items: 3_000, characters: 512 * 1_024 }

/** An event as it is sent, made once for all readers. */
export interface Sent {
  seq: number
  text: string
}

/**
 * What was shown of a task's run lately: all that is known of it, and what came after. Where that becomes too much, or
 * something is missing, it is thrown away and all of it asked for again.
 */
export class LiveRing {
  needsWhole = true
  hasEnded = false
  readonly readers = new Set<() => void>()
  private stepId: string | null = null
  private kept: Sent[] = []
  private characters = 0

  constructor(
    /** Who may write to it. */
    readonly executorId: string,
    private readonly nextSeq: () => number,
    private readonly idOf: (seq: number) => string,
  ) {}

  take({ stepId, isWhole, isEnded, items }: Omit<LiveRun, 'taskId'>): void {
    if (isWhole) {
      this.clear()
      this.needsWhole = false
      this.hasEnded = false
      this.stepId = stepId
      this.keep({ kind: 'begin', stepId })
    } else if (this.needsWhole || this.stepId !== stepId) {
      this.needsWhole = true
      return
    }
    for (const item of items) this.keep(item)
    if (isEnded) this.keep({ kind: 'end' })
    this.hasEnded = isEnded
    if (this.kept.length > ringLimits.items || this.characters > ringLimits.characters) this.forget()
    for (const ring of this.readers) ring()
  }

  after(seq: number): Sent[] {
    return this.kept.filter((sent) => sent.seq > seq)
  }

  /** Who has read it keeps what it has; all of it is asked for again. */
  forget(): void {
    this.clear()
    this.needsWhole = true
  }

  private clear(): void {
    this.kept = []
    this.characters = 0
  }

  private keep(event: LiveEvent): void {
    const seq = this.nextSeq()
    const text = `event: live\nid: ${this.idOf(seq)}\ndata: ${JSON.stringify(event)}\n\n`
    this.kept.push({ seq, text })
    this.characters += text.length
  }
}
