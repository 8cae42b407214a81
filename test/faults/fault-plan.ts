import type { ActivityInterceptorsFactory } from '@temporalio/worker'

/** What became of the calls of one activity. */
export interface Faulted {
  failedBefore: number
  failedAfter: number
  /** What it answered the first time, which was lost, and what when it was asked again. */
  answers: [first: unknown, again: unknown][]
}

/**
 * Once it is on, each call of an activity fails before its work, fails after it, and is done a second time with the
 * same input, whose answer counts.
 */
export class FaultPlan {
  isOn = false
  readonly seen = new Map<string, Faulted>()
  private readonly lost = new Map<string, unknown>()

  readonly interceptor: ActivityInterceptorsFactory = (context) => ({
    inbound: {
      execute: async (input, next) => {
        const { activityType, activityId, attempt, workflowExecution } = context.info
        if (!this.isOn || attempt > 3) return next(input)
        const faulted = this.of(activityType)
        if (attempt === 1) {
          faulted.failedBefore += 1
          throw new Error(`${activityType}: the connection was lost`)
        }
        const call = `${workflowExecution?.runId} ${activityId}`
        const answer = await next(input)
        if (attempt === 2) {
          faulted.failedAfter += 1
          this.lost.set(call, answer)
          throw new Error(`${activityType}: the answer was lost`)
        }
        if (this.lost.has(call)) faulted.answers.push([this.lost.get(call), answer])
        return answer
      },
    },
  })

  private of(activity: string): Faulted {
    const faulted = this.seen.get(activity) ?? { failedBefore: 0, failedAfter: 0, answers: [] }
    this.seen.set(activity, faulted)
    return faulted
  }
}
