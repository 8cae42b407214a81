import type { Asked } from '#domain/approval/approval-rules.ts'
import { type InboxKind, mostListed } from '#domain/inbox/inbox.ts'
import { byCostOfDelay } from '#domain/inbox/rank-rules.ts'
import type { Closed } from '#domain/inbox/triage-state.ts'
import type { Pool } from '../client.ts'
import type { Rows } from './in-one-statement.ts'
import { countOf, countsOfKinds, cutKinds, type InboxCount, without } from './inbox/counts.ts'
import { unionOf, withAmount } from './inbox/part.ts'
import { enoughFor, isClosed, isSnoozed, mostRead, parts, withTriage } from './inbox/parts.ts'

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

/** $1: now. */
const selectFrom = (items: string, and = '') => `
  select i.kind || ':' || i.key as id, i.kind, i.task_id as "taskId", i.subject_id as "subjectId",
         i.project_id as "projectId", p.name as "projectName", a.name as "agentName", i.title,
         left(i.line, 500) as line, i.since, i.until, i.due_at as "dueAt", i.is_effect as "isEffect",
         i.parameters, i.asked, i.is_owners as "isOwners", i.holds, i.reminded as "remindedAt", i.href, i.version, i.is_practice as "isPractice",
         case when u.id is not null then json_build_object('id', u.id, 'name', u.name) end as assignee,
         case when ${isSnoozed} then g.state->'snooze'->>'until' end as "snoozedUntil", ${isClosed} as "isClosed"
    from (${items}) i
    left join agent a on a.id = i.agent_id
    ${withTriage}
   where p.removed_at is null ${and}`

type Row = Omit<TriagedRow, 'amountUsd'> & { parameters: Record<string, unknown> | null; nth: number }

/** Of what differs by nothing but its age no more than this page shows: the oldest cost most (see costOfDelay). */
const waiting = `
  select * from (
    select item.*, (row_number() over (
             partition by item.kind, item."isEffect", item.holds, item."snoozedUntil" is null
             order by item.since, item.id))::int as nth
      from (${selectFrom(unionOf(parts, enoughFor(mostListed)))}) item where not item."isClosed") item
   where item.nth <= ${mostListed} or item.until is not null or item."dueAt" is not null or item.parameters is not null
   order by item.since, item.id limit ${mostRead}`

export interface Inbox {
  items: InboxRow[]
  /** Of what waits and is not among the items that which ends by itself. */
  ending: InboxRow[]
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
  const ending = awake.slice(mostListed).filter(({ until }) => until !== null)
  const cut = cutKinds(rows, mostListed)
  const counts = await countsOfKinds(pool, cut, now)
  const known = rest.filter(({ kind }) => !cut.has(kind)).map(countOf)
  const listed = items.filter(({ kind }) => cut.has(kind)).map(countOf)
  return { items, ending, unlisted: [...without(counts, listed), ...without(known, [])] }
}

export const listInbox = async (pool: Pool, now: Date): Promise<InboxRow[]> =>
  (await readInbox(pool, now)).items

/** These of them, closed or not; what is settled is not among them. */
export async function inboxItems(
  read: Rows,
  ids: readonly string[],
  now: string,
): Promise<Map<string, TriagedRow>> {
  const named = ids.map((id) => id.split(/:(.*)/s))
  const kinds = new Set(named.map(([kind]) => kind))
  const asked = parts.filter(({ kind }) => kinds.has(kind))
  if (asked.length === 0) return new Map()
  // By the key a kind's own index finds them; only the whole id says which they are.
  const { rows } = await read.query<Row>(
    `select * from (${selectFrom(unionOf(asked), 'and i.key = any($3)')}) item where item.id = any($2)`,
    [now, ids, named.map(([, key]) => key)],
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
