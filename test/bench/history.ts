import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, isGrpcServiceError } from '@temporalio/client'

type Answer = Awaited<ReturnType<Client['connection']['workflowService']['getWorkflowExecutionHistory']>>
export type Event = NonNullable<NonNullable<NonNullable<Answer['history']>['events']>[number]>

const patienceMs = 60_000
const notFound = 5

/** One workflow's history as the server writes it. Long polls ask nothing of a worker and cost both sides alike. */
export class History {
  readonly events: Event[] = []
  private token: Answer['nextPageToken'] | null = null

  constructor(
    private readonly client: Client,
    private readonly workflowId: string,
  ) {}

  /** When it came to wait for a signal and nothing else, milliseconds. */
  untilIdle = () => this.until(isIdle)
  /** When it completed, milliseconds. */
  untilClosed = () =>
    this.until((events) => events.some((one) => one.workflowExecutionCompletedEventAttributes))

  private async until(isSo: (events: Event[]) => boolean): Promise<number> {
    for (const deadline = Date.now() + patienceMs; !isSo(this.events); ) {
      const failed = this.events.find((one) => one.workflowExecutionFailedEventAttributes)
      if (failed)
        throw new Error(`it failed: ${failed.workflowExecutionFailedEventAttributes?.failure?.message}`)
      if (Date.now() > deadline) throw new Error(`${this.workflowId} does not go on`)
      await this.more()
    }
    return timeOf(this.events.at(-1))
  }

  private async more(): Promise<void> {
    const { connection, options } = this.client
    try {
      const answer = await connection.withDeadline(Date.now() + 30_000, () =>
        connection.workflowService.getWorkflowExecutionHistory({
          namespace: options.namespace,
          execution: { workflowId: this.workflowId },
          nextPageToken: this.token,
          waitNewEvent: true,
        }),
      )
      this.token = answer.nextPageToken
      this.events.push(...(answer.history?.events ?? []))
    } catch (error) {
      // Ours is started by the relay, in a moment.
      if (!isGrpcServiceError(error) || (error.code as number) !== notFound) throw error
      await sleep(5)
    }
  }
}

const timeOf = (event: Event | undefined) =>
  Number(event?.eventTime?.seconds ?? 0) * 1_000 + (event?.eventTime?.nanos ?? 0) / 1e6

/** An activity has completed, none is open, and no workflow task is. */
export function isIdle(events: readonly Event[]): boolean {
  const count = (has: (event: Event) => unknown) => events.filter((event) => has(event)).length
  const completed = count((one) => one.activityTaskCompletedEventAttributes)
  const openTasks =
    count((one) => one.workflowTaskScheduledEventAttributes) -
    count((one) => one.workflowTaskCompletedEventAttributes ?? one.workflowTaskTimedOutEventAttributes)
  return (
    completed > 0 && completed === count((one) => one.activityTaskScheduledEventAttributes) && openTasks === 0
  )
}
