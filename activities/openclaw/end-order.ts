import type { EndTold, RunOutcome } from '#domain/run/run.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import type { Gateway } from './openclaw-client.ts'
import type { RunSession } from './run-session.ts'
import { abortedMs } from './turn-limits.ts'

const longestMs = 300_000
/** Some 15 minutes in all. */
const mostOrders = 6
const longestAnswer = 200

/** A run is told to end, and told again less and less often while it lives on. */
export class EndOrder {
  /** As what it ends; null: nobody told it to, or the connection was lost over it. */
  as: RunOutcome | null = null
  private at = 0
  private firstAt = 0
  private unheeded = 0
  private answer = ''

  /**
   * A refusal is an answer, and so is none in time over a connection that holds: they count as ones that ended
   * nothing. A connection that broke gave none.
   */
  async give(
    as: RunOutcome,
    session: Pick<RunSession, 'abort'>,
    gateway: Pick<Gateway, 'link'>,
  ): Promise<void> {
    this.as = as
    this.at = Date.now()
    this.firstAt ||= this.at
    const answer = await session.abort().catch((error) => {
      if (error instanceof GatewayRefusal && !error.isPassing) return { status: error.message }
      if (error instanceof GatewayLost && gateway.link().state === 'connected')
        return { status: 'none in time' }
      throw error
    })
    this.answer = (answer.status ?? 'nothing').slice(0, longestAnswer)
  }

  withdraw(): void {
    this.as = null
  }

  /** By its answer there was nothing to end. */
  isMoot(): boolean {
    return this.answer === 'no-active-run'
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

  /** What is reported of it: the first time, and when it is given up; `id` is the same in between. */
  news(stepId: string, masked: (text: string) => string) {
    const isLast = this.isGivenUp()
    const told: EndTold = {
      ...{ as: this.as ?? 'aborted', times: this.unheeded, isLast },
      answer: masked(this.answer),
    }
    const id = `end_unheeded-${stepId}${isLast ? '-last' : ''}`
    return { id, item: { kind: 'end_unheeded' as const, reason: this.words(), told } }
  }
}
