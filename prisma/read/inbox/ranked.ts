import type { InboxKind } from '#domain/inbox/inbox.ts'
import { byCostOfDelay, type Ranked } from '#domain/inbox/rank-rules.ts'
import type { Pool } from '../../client.ts'
import { type Alike, countsOfKinds, cutKinds, type InboxCount, without } from './counts.ts'
import { amountIn, unionOf } from './part.ts'
import { enoughFor, isClosed, isSnoozed, mostRead, parts, withTriage } from './parts.ts'

/** An item without its words: where it stands, and whose it is. */
export interface RankedItem extends Ranked, Alike {
  subjectId: string | null
  assigneeId: string | null
  isSnoozed: boolean
}

interface Row extends Omit<RankedItem, 'amountUsd'> {
  parameters: Record<string, unknown> | null
  nth: number
  /** How many of its kind there were before any was left out. */
  ofKind: number
}

/** As `waiting` of ../inbox.ts, but no text of any item is made for it. $1: now, $2: how many are to be listed. */
const ranks = `
  select * from (
    select item.*, (count(*) over (partition by item.kind))::int as "ofKind", (row_number() over (
             partition by item.kind, item."isEffect", item.holds, item."isOwners", item."isSnoozed"
             order by item.since, item.id))::int as nth
      from (select i.kind || ':' || i.key as id, i.kind, i.subject_id as "subjectId", i.project_id as "projectId",
                   i.since, i.until, i.due_at as "dueAt", i.is_effect as "isEffect", i.parameters, i.asked,
                   i.is_owners as "isOwners", i.holds, i.reminded as "remindedAt", u.id as "assigneeId",
                   ${isSnoozed} as "isSnoozed"
              from (${unionOf(parts, enoughFor('$2::int'))}) i
              ${withTriage}
             where p.removed_at is null and not ${isClosed}) item) item
   where item.nth <= $2 or item.until is not null or item."dueAt" is not null or item.parameters is not null
   order by item.since, item.id limit ${mostRead}`

interface RankedInbox {
  /** Whatever may be among the first so many of any reader, and more; what costs most by waiting first. */
  items: RankedItem[]
  /** What is there beside them. */
  unread: InboxCount[]
}

/** What needs a person and is not closed as seen, to list `most` of it and count the rest. */
export async function rankedInbox(pool: Pool, now: Date, most: number): Promise<RankedInbox> {
  const values = [now.toISOString(), most]
  const { rows } = await pool.query<Row>({ name: 'inbox ranks', text: ranks, values })
  const cut = new Set([...cutKinds(rows, most)].filter((kind) => !isWhole(rows, kind)))
  const counts = await countsOfKinds(pool, cut, now)
  const items = rows.map(itemOf)
  const counted = items.filter(({ kind }) => cut.has(kind)).map(countOf)
  return { items: byCostOfDelay(items, now), unread: without(counts, counted) }
}

/** Field by field, as of a list of tasks. */
const itemOf = (row: Row): RankedItem => ({
  id: row.id,
  kind: row.kind,
  subjectId: row.subjectId,
  projectId: row.projectId,
  since: row.since,
  until: row.until,
  dueAt: row.dueAt,
  isEffect: row.isEffect,
  amountUsd: amountIn(row.parameters),
  asked: row.asked,
  isOwners: row.isOwners,
  holds: row.holds,
  remindedAt: row.remindedAt ?? null,
  assigneeId: row.assigneeId,
  isSnoozed: row.isSnoozed,
})

const countOf = ({ kind, projectId, asked, isOwners, assigneeId, isSnoozed }: RankedItem): InboxCount => ({
  ...{ kind, projectId, asked, isOwners, assigneeId, isSnoozed },
  count: 1,
})

/** None of its items was left out, here or by the part that reads them. */
const isWhole = (rows: readonly Row[], kind: InboxKind): boolean => {
  const found = rows.filter((row) => row.kind === kind)
  return rows.length < mostRead && found.length === found[0]?.ofKind && !hasOldest.has(kind)
}
const hasOldest = new Set(parts.flatMap(({ kind, oldest }) => (oldest ? [kind] : [])))
