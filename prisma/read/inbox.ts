import type { Asked } from '#domain/approval/approval-rules.ts'
import type { InboxKind } from '#domain/inbox/inbox.ts'
import { byCostOfDelay } from '#domain/inbox/rank-rules.ts'
import type { Closed } from '#domain/inbox/triage-state.ts'
import { amountOf } from '#domain/policy/approval-need-rules.ts'
import type { Pool } from '../client.ts'
import { budgetWarnings } from './inbox/budget-warnings.ts'
import { dueDecisions } from './inbox/decisions.ts'
import { findings } from './inbox/findings.ts'
import { heldByBudget } from './inbox/held-runs.ts'
import { unionOf } from './inbox/part.ts'
import { pausedAgents } from './inbox/paused-agents.ts'
import { approvals, uncertainEffects } from './inbox/proposals.ts'
import { questions } from './inbox/questions.ts'
import { failedRuns, frozenRuns, runbookSteps } from './inbox/runbooks.ts'
import { failedTasks, frozenTasks, unproven } from './inbox/standing-tasks.ts'
import { undeliverable, undeliverableToRuns } from './inbox/undeliverable.ts'

export interface InboxRow {
  id: string
  kind: InboxKind
  taskId: string | null
  subjectId: string | null
  projectId: string | null
  projectName: string | null
  agentName: string | null
  title: string
  line: string
  since: string
  until: string | null
  dueAt: string | null
  isEffect: boolean
  amountUsd: number | null
  holds: number
  /** When it was brought up once more, because its end is near; null: it was not. */
  remindedAt: string | null
  /** Of an approval: whom it needs, and who has agreed already. */
  asked: Asked | null
  /** Only an owner may settle it. */
  isOwners: boolean
  href: string
  isPractice: boolean
  assignee: { id: string; name: string } | null
  /** Null: it waits now. */
  snoozedUntil: string | null
}

/** An item with what triage needs to know of it. */
export interface TriagedRow extends InboxRow {
  version: string
  isClosed: boolean
}

const parts = [
  approvals,
  uncertainEffects,
  questions,
  unproven,
  failedTasks,
  frozenTasks,
  frozenRuns,
  undeliverable,
  undeliverableToRuns,
  heldByBudget,
  pausedAgents,
  budgetWarnings,
  runbookSteps,
  failedRuns,
  findings,
  dueDecisions,
]
const mostRead = 5_000
const mostShown = 500

/** $1: now. An assignee who was removed has given it back. */
const selectFrom = (items: string) => `
  select i.kind || ':' || i.key as id, i.kind, i.task_id as "taskId", i.subject_id as "subjectId",
         i.project_id as "projectId", p.name as "projectName", a.name as "agentName", i.title,
         left(i.line, 500) as line, i.since, i.until, i.due_at as "dueAt", i.is_effect as "isEffect",
         i.parameters, i.asked, i.is_owners as "isOwners", i.holds, i.reminded as "remindedAt", i.href, i.version, i.is_practice as "isPractice",
         case when u.id is not null then json_build_object('id', u.id, 'name', u.name) end as assignee,
         case when g.state->'snooze'->>'version' = i.version and g.state->'snooze'->>'until' > $1
              then g.state->'snooze'->>'until' end as "snoozedUntil",
         coalesce(g.state->'closed'->>'version' = i.version, false) as "isClosed"
    from (${items}) i
    left join project p on p.id = i.project_id left join agent a on a.id = i.agent_id
    left join inbox_triage g on g.item_id = i.kind || ':' || i.key
    left join "user" u on u.id = g.state->>'assignee' and u."removedAt" is null
   where p.removed_at is null`

type Row = Omit<TriagedRow, 'amountUsd'> & { parameters: Record<string, unknown> | null }

/** The amount by the rule that says who must approve it. There are thousands: the row itself gets it. */
const withAmount = (row: Row): TriagedRow & Row =>
  Object.assign(row, { amountUsd: row.parameters && amountOf(row.parameters) })

/** What was triaged may be closed or put off, and another one be shown in its place. */
const enough = `(select ${mostShown} + count(*) from inbox_triage)`

/** Of what differs by nothing but its age no more than this page shows: the oldest cost most (see costOfDelay). */
const waiting = `
  select * from (
    select item.*, row_number() over (
             partition by item.kind, item."isEffect", item.holds, item."snoozedUntil" is null
             order by item.since, item.id) as nth
      from (${selectFrom(unionOf(parts, enough))}) item where not item."isClosed") item
   where item.nth <= ${mostShown} or item.until is not null or item."dueAt" is not null or item.parameters is not null
   order by item.since, item.id limit ${mostRead}`

/**
 * What needs a person and is not closed as seen: by cost of delay, and what is put off after the rest. The statement has
 * a name, so that a connection plans it once and not at each reading: planning is a fifth of its time.
 */
export async function listInbox(pool: Pool, now: Date): Promise<InboxRow[]> {
  const values = [now.toISOString()]
  const { rows } = await pool.query<Row>({ name: 'inbox', text: waiting, values })
  const ranked: InboxRow[] = byCostOfDelay(rows.map(withAmount), now)
  const isAwake = (item: InboxRow) => item.snoozedUntil === null
  return [...ranked.filter(isAwake), ...ranked.filter((item) => !isAwake(item))].slice(0, mostShown)
}

/** These of them, closed or not; what is settled is not among them. */
export async function inboxItems(
  pool: Pool,
  ids: readonly string[],
  now: string,
): Promise<Map<string, TriagedRow>> {
  const { rows } = await pool.query<Row>(
    `select * from (${selectFrom(unionOf(parts))}) item where item.id = any($2)`,
    [now, ids],
  )
  return new Map(rows.map((row) => [row.id, withAmount(row)]))
}

/** Who closed an item as seen, and when; null where it is open. */
export async function closingOf(pool: Pool, itemId: string): Promise<Closed | null> {
  const { rows } = await pool.query<{ closed: Closed | null }>(
    `select state->'closed' as closed from inbox_triage where item_id = $1`,
    [itemId],
  )
  return rows[0]?.closed ?? null
}
