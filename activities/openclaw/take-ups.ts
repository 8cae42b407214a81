import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayRefusal } from './gateway-errors.ts'
import type { End } from './run-ends.ts'
import { inputSpent, mostAdopted } from './turn-limits.ts'

const againMs = 500

export const notTakenUp: End = {
  outcome: 'lost',
  error: 'The gateway restarted and did not take the run up again.',
  isRetryable: true,
}

/** It was killed with what it had accepted: under this id it neither begins it nor takes it again. */
export const isSpentBy = (error: unknown): boolean =>
  error instanceof GatewayRefusal && inputSpent.test(error.message)

/** A run, and those by which the gateway took it up: itself the newest of them. */
export class TakeUps {
  readonly adopted: string[] = []

  constructor(
    private readonly runId: string,
    public current = runId,
  ) {}

  get all(): string[] {
    return [this.runId, ...this.adopted]
  }

  /** True where there is something new to follow, or may be `until` then (ms since epoch); that is waited for a little. */
  async follow(next: string | null, until: number, signal: AbortSignal): Promise<boolean> {
    if (next && this.adopted.length < mostAdopted && !this.all.includes(next)) {
      this.adopted.push(next)
      this.current = next
      return true
    }
    if (Date.now() >= until) return false
    await sleep(againMs, undefined, { signal })
    return true
  }
}
