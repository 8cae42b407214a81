import type { Client } from '@temporalio/client'
import type { Described } from '#activities/drift/task-sights.ts'
import type { Cause } from '#domain/drift/task-diff-rules.ts'
import { workflowIdOf } from '#domain/ids.ts'
import { cleaned } from '#domain/ledger/clean-text.ts'
import { maskedText } from '#domain/run/masking.ts'

type Service = Client['workflowService']
type Answer = Awaited<ReturnType<Service['getWorkflowExecutionHistoryReverse']>>
type Event = NonNullable<NonNullable<Answer['history']>['events']>[number]
type Failure = NonNullable<NonNullable<Event['workflowTaskFailedEventAttributes']>['failure']>

interface Reading {
  /** Events at the end of a history in which it is looked for. */
  last: number
  /** Newest first. */
  read(events: Event[]): { by?: string | null; reason?: string | null } | null
}

const readings: Partial<Record<Described['status'], Reading>> = {
  terminated: {
    last: 1,
    read: ([closed]) => {
      const { identity, reason } = closed?.workflowExecutionTerminatedEventAttributes ?? {}
      return { by: identity, reason }
    },
  },
  failed: {
    last: 1,
    read: ([closed]) => ({ reason: innermost(closed?.workflowExecutionFailedEventAttributes?.failure) }),
  },
  cancelled: {
    last: 20,
    read(events) {
      const asked = events.find((event) => event.workflowExecutionCancelRequestedEventAttributes)
      const { identity, cause } = asked?.workflowExecutionCancelRequestedEventAttributes ?? {}
      return { by: identity, reason: cause }
    },
  },
  running: {
    last: 20,
    read(events) {
      const tried = events.find(
        (event) =>
          event.workflowTaskFailedEventAttributes ??
          event.workflowTaskTimedOutEventAttributes ??
          event.workflowTaskCompletedEventAttributes,
      )
      return { reason: innermost(tried?.workflowTaskFailedEventAttributes?.failure) }
    },
  },
}

const patienceMs = 5_000

/** By the end of its history. Of what has ended as it should, or ran out of time, there is nothing more to tell. */
export async function causeOf(client: Client, described: Described): Promise<Cause | null> {
  const { taskId, runId, status } = described
  const reading = readings[status]
  if (!reading) return null
  const { history } = await client.connection.withDeadline(Date.now() + patienceMs, () =>
    client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution: { workflowId: workflowIdOf(taskId), runId },
      maximumPageSize: reading.last,
    }),
  )
  const told = reading.read(history?.events ?? [])
  const cause = { by: shownBy(told?.by), reason: shownReason(told?.reason) }
  return cause.by || cause.reason ? cause : null
}

/** What it wraps says more than that it wraps something. */
function innermost(failure?: Failure | null): string {
  return failure ? innermost(failure.cause) || (failure.message ?? '') : ''
}

const mostBy = 100
const mostReason = 500

export const shownBy = (by: string | null | undefined) => shown(by, mostBy)
export const shownReason = (reason: string | null | undefined) => shown(reason, mostReason)

/** Masked before it is cut: half of a secret does not look like one. */
const shown = (text: string | null | undefined, most: number): string =>
  cleaned(
    maskedText(text ?? '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, most),
  )
