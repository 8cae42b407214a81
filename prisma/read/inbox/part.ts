import type { InboxKind } from '#domain/inbox/inbox.ts'
import { amountOf } from '#domain/policy/approval-need-rules.ts'
import { isoOf, isPracticeTask } from '../tasks.ts'

/**
 * One kind of thing that needs a person, as SQL expressions over `from`. To add one: a file here, its line in
 * parts.ts, its word in web/src/features/inbox/kind-look.ts. Text, unless said; times are ISO text.
 */
export interface InboxPart {
  kind: InboxKind
  /** Names it within its kind. The item is `<kind>:<key>` as long as it lives. */
  key: string
  /** What the item's card decides: a proposal, a question, an intent, a finding. `null` where the task itself does. */
  subjectId: string
  /** `null` where it belongs to no task, to no project, to no agent. Items of removed projects are left out. */
  taskId: string
  projectId: string
  agentId: string
  title: string
  /** The reason in one line. */
  line: string
  since: string
  /** Else it stands for ever. */
  until: string
  /** The deadline of its task; left out: it has none. */
  dueAt?: string
  /** Boolean: its task is one of the practice gateway; left out: it is none. */
  isPractice?: string
  /** Boolean: something outside waits for it, as a send or a payment. */
  isEffect: string
  /** Jsonb: the parameters of the call that it is about, from which its amount is read; `null`: it is about none. */
  parameters: string
  /** Jsonb: of an approval, whom it needs and who has agreed (`Asked` of domain/approval); left out: it is none. */
  asked?: string
  /** Boolean: only an owner may settle it; left out: whoever may settle its kind. */
  isOwners?: string
  /** ISO text: when it was brought up once more; left out: it never is. */
  reminded?: string
  /** Integer: tasks that stand still until it is settled. */
  holds: string
  /** Page with what is behind it. */
  href: string
  /** Another value of it is another event: an item that was closed as seen comes back. `since` in most. */
  version: string
  /** `from … where …` with every item that waits now, and no other. */
  from: string
  /** The same, but of what differs by nothing but its age no more than the `most` oldest; left out: there are never many. */
  oldest?: (most: string) => string
}

const columns = (part: InboxPart, from: string) => `
  select '${part.kind}'::text as kind, (${part.key})::text as key, (${part.subjectId})::text as subject_id,
    (${part.taskId})::text as task_id, (${part.projectId})::text as project_id, (${part.agentId})::text as agent_id,
    (${part.title})::text as title, coalesce((${part.line})::text, '') as line, (${part.since})::text as since,
    (${part.until})::text as until, (${part.dueAt ?? 'null'})::text as due_at,
    (${part.isPractice ?? 'false'})::boolean as is_practice, (${part.isEffect})::boolean as is_effect,
    (${part.parameters})::jsonb as parameters, (${part.asked ?? 'null'})::jsonb as asked,
    (${part.isOwners ?? 'false'})::boolean as is_owners,
    (${part.reminded ?? 'null'})::text as reminded, (${part.holds})::int as holds, (${part.href})::text as href,
    (${part.version})::text as version
  ${from}`

/** `most`: an expression of so many, of which no more are needed that are alike. */
export const unionOf = (parts: readonly InboxPart[], most?: string): string =>
  parts.map((part) => columns(part, most && part.oldest ? part.oldest(most) : part.from)).join(' union all ')

/** What items of a task `t` have in common. */
export const ofTask = {
  taskId: 't.id',
  projectId: 't.project_id',
  agentId: 't.agent_id',
  title: 't.title',
  href: `'/tasks/' || t.id`,
  parameters: 'null',
  dueAt: `case when t.status not in ('done', 'cancelled') then ${isoOf('t.due_at')} end`,
  isPractice: isPracticeTask,
}

/** The amount of an item by the rule that says who must approve it; null where it has no parameters, or none of an amount. */
export const amountIn = (parameters: Record<string, unknown> | null): number | null =>
  parameters && amountOf(parameters)

/** There are thousands: the row itself gets it. */
export const withAmount = <R extends { parameters: Record<string, unknown> | null }>(row: R) =>
  Object.assign(row, { amountUsd: amountIn(row.parameters) })
