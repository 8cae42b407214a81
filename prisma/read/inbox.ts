import type { Asked } from '#domain/approval/approval-rules.ts'
import { type InboxKind, inboxKinds, mostListed } from '#domain/inbox/inbox.ts'
import { byCostOfDelay } from '#domain/inbox/rank-rules.ts'
import type { Closed } from '#domain/inbox/triage-state.ts'
import { amountOf } from '#domain/policy/approval-need-rules.ts'
import type { Pool } from '../client.ts'
import { budgetWarnings } from './inbox/budget-warnings.ts'
import { countOf, type InboxCount, without } from './inbox/counts.ts'
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

/** Most items were never triaged: of those no version is made to compare. */
const ofThisVersion = (what: string) =>
  `(g.item_id is not null and coalesce(g.state->'${what}'->>'version' = i.version, false))`
const isClosed = ofThisVersion('closed')
const isSnoozed = `(${ofThisVersion('snooze')} and g.state->'snooze'->>'until' > $1)`

/** An assignee who was removed has given it back. */
const withTriage = `
    left join project p on p.id = i.project_id
    left join inbox_triage g on g.item_id = i.kind || ':' || i.key
    left join "user" u on u.id = g.state->>'assignee' and u."removedAt" is null`

/** $1: now. */
const selectFrom = (items: string) => `
  select i.kind || ':' || i.key as id, i.kind, i.task_id as "taskId", i.subject_id as "subjectId",
         i.project_id as "projectId", p.name as "projectName", a.name as "agentName", i.title,
         left(i.line, 500) as line, i.since, i.until, i.due_at as "dueAt", i.is_effect as "isEffect",
         i.parameters, i.asked, i.is_owners as "isOwners", i.holds, i.reminded as "remindedAt", i.href, i.version, i.is_practice as "isPractice",
         case when u.id is not null then json_build_object('id', u.id, 'name', u.name) end as assignee,
         case when ${isSnoozed} then g.state->'snooze'->>'until' end as "snoozedUntil", ${isClosed} as "isClosed"
    from (${items}) i
    left join agent a on a.id = i.agent_id
    ${withTriage}
   where p.removed_at is null`

/** Of each of these kinds how many items are alike to whoever reads them. $1: now. No text of any item is made for it. */
const countsOf = (kinds: ReadonlySet<InboxKind>) => `
  select i.kind, i.project_id as "projectId", u.id as "assigneeId", i.asked, i.is_owners as "isOwners",
         ${isSnoozed} as "isSnoozed", count(*)::int as count
    from (${unionOf(parts.filter(({ kind }) => kinds.has(kind)))}) i
    ${withTriage}
   where p.removed_at is null and not ${isClosed} group by 1, 2, 3, 4, 5, 6`

type Row = Omit<TriagedRow, 'amountUsd'> & { parameters: Record<string, unknown> | null; nth: number }

/** The amount by the rule that says who must approve it. There are thousands: the row itself gets it. */
const withAmount = (row: Row): TriagedRow & Row =>
  Object.assign(row, { amountUsd: row.parameters && amountOf(row.parameters) })

/** What was triaged may be closed or put off, and another one be shown in its place. */
const enough = `(select ${mostListed} + count(*) from inbox_triage)`

/** Of what differs by nothing but its age no more than this page shows: the oldest cost most (see costOfDelay). */
const waiting = `
  select * from (
    select item.*, (row_number() over (
             partition by item.kind, item."isEffect", item.holds, item."snoozedUntil" is null
             order by item.since, item.id))::int as nth
      from (${selectFrom(unionOf(parts, enough))}) item where not item."isClosed") item
   where item.nth <= ${mostListed} or item.until is not null or item."dueAt" is not null or item.parameters is not null
   order by item.since, item.id limit ${mostRead}`

export interface Inbox {
  items: InboxRow[]
  /** What is there beside the items. */
  unlisted: InboxCount[]
}

/**
 * What needs a person and is not closed as seen: of what costs most by waiting so much as one page shows, and after it
 * as much of what is put off; the rest is counted. The statement has a name, so that a connection plans it once and not
 * at each reading: planning is a fifth of its time.
 */
export async function readInbox(pool: Pool, now: Date): Promise<Inbox> {
  const values = [now.toISOString()]
  const { rows } = await pool.query<Row>({ name: 'inbox', text: waiting, values })
  const ranked = byCostOfDelay(rows.map(withAmount), now)
  const awake = ranked.filter(({ snoozedUntil }) => snoozedUntil === null)
  const putOff = ranked.filter(({ snoozedUntil }) => snoozedUntil !== null)
  const items = [awake, putOff].flatMap((some) => some.slice(0, mostListed))
  const rest = [awake, putOff].flatMap((some) => some.slice(mostListed))
  const cut = cutKinds(rows)
  const counts = await countsOfKinds(pool, cut, now)
  const known = rest.filter(({ kind }) => !cut.has(kind)).map(countOf)
  const listed = items.filter(({ kind }) => cut.has(kind)).map(countOf)
  return { items, unlisted: [...without(counts, listed), ...without(known, [])] }
}

export const listInbox = async (pool: Pool, now: Date): Promise<InboxRow[]> =>
  (await readInbox(pool, now)).items

/** Those of which there may be more than was read. */
function cutKinds(rows: readonly Row[]): Set<InboxKind> {
  if (rows.length === mostRead) return new Set(inboxKinds)
  return new Set(rows.filter(({ nth }) => nth >= mostListed).map(({ kind }) => kind))
}

async function countsOfKinds(pool: Pool, kinds: ReadonlySet<InboxKind>, now: Date): Promise<InboxCount[]> {
  if (kinds.size === 0) return []
  const name = `inbox counts ${inboxKinds.map((kind) => Number(kinds.has(kind))).join('')}`
  return (await pool.query<InboxCount>({ name, text: countsOf(kinds), values: [now.toISOString()] })).rows
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
