import type { RefusalCode } from '../errors.ts'
import type { InboxKind } from './inbox.ts'
import { endOf, type Ranked } from './rank-rules.ts'
import type { TriageState } from './triage-state.ts'

export interface TriageRefusal {
  code: RefusalCode
  message: string
}

/** What settles a kind in place of closing it; null: it may be closed. */
const settledBy: Record<InboxKind, string | null> = {
  approval: 'Approve or reject it',
  question: 'Answer it',
  verification: 'Accept the work, or write what is missing',
  uncertain: 'Say what became of the effect',
  finding: 'Repair, adopt or ignore it',
  runbook_step: 'Decide the step',
  frozen: 'Settle its record',
  paused_agent: 'Let the agent go on',
  budget: 'Raise the budget, or cancel the task',
  failed: null,
  undeliverable: null,
  budget_warning: null,
  decision_review: null,
  runbook_failed: null,
}

/** Why an item can't be closed as seen: something waits for a decision that closing would hide. Null where it can. */
export function closeRefusal(kind: InboxKind): string | null {
  const instead = settledBy[kind]
  return instead ? `Closing would hide what still waits. ${instead}, or snooze it.` : null
}

/** Items of one request. */
export const mostTriagedAtOnce = 200

export const mostSnoozeDays = 90

type Ending = Pick<Ranked, 'until' | 'dueAt'>

/** Why an item can't come back then. What ended already, or was due, holds up nothing more. Times are ISO. */
export function snoozeRefusal(item: Ending, until: string, now: string): string | null {
  if (until <= now) return 'That is over already. Choose a time that comes.'
  if (Date.parse(until) - Date.parse(now) > mostSnoozeDays * 86_400_000)
    return `That is more than ${mostSnoozeDays} days from now. Choose an earlier day.`
  const ifToCome = (end: string | null) => (end !== null && end > now ? end : null)
  const ahead = { until: ifToCome(item.until), dueAt: ifToCome(item.dueAt) }
  const end = endOf(ahead)
  if (end === null || until < end) return null
  return end === ahead.until
    ? 'It ends before that. Choose a time before its end.'
    : 'Its task is due before that. Choose a time before its deadline.'
}

/** Two take an item at once: the first one has it, and the second, who saw it otherwise, is told. */
export function assignRefusal(
  { assignee }: Pick<TriageState, 'assignee'>,
  seen: string | null,
  nameOf: (operatorId: string) => string,
): TriageRefusal | null {
  if (assignee === seen) return null
  const message = assignee ? `${nameOf(assignee)} took it first.` : 'It was given back meanwhile.'
  return { code: 'already_assigned', message }
}
