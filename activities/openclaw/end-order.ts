import type { RunOutcome } from '#domain/run/run.ts'
import { abortedMs } from './turn-limits.ts'

const longestMs = 300_000
/** Some 15 minutes in all. */
const mostOrders = 6

/** A run is told to end, and told again less and less often while it lives on. */
export class EndOrder {
  /** As what it ends; null: nobody told it to, or the connection was lost over it. */
  as: RunOutcome | null = null
  private at = 0
  private firstAt = 0
  private unheeded = 0

  give(as: RunOutcome): void {
    this.as = as
    this.at = Date.now()
    this.firstAt ||= this.at
  }

  withdraw(): void {
    this.as = null
  }

  isOverdue(): boolean {
    return Date.now() - this.at > Math.min(abortedMs * 2 ** this.unheeded, longestMs)
  }

  noteUnheeded(): void {
    this.unheeded += 1
  }

  isGivenUp(): boolean {
    return this.unheeded >= mostOrders
  }

  words(): string {
    const times = this.unheeded === 1 ? 'once' : `${this.unheeded} times`
    const seconds = Math.round((Date.now() - this.firstAt) / 1_000)
    return `Its gateway was told ${times} in ${seconds} s to end it, and it lives on there`
  }
}
