import type { Asked } from '#domain/approval/approval-rules.ts'
import { type InboxKind, inboxKinds } from '#domain/inbox/inbox.ts'
import type { Pool } from '../../client.ts'
import { unionOf } from './part.ts'
import { isClosed, isSnoozed, mostRead, parts, withTriage } from './parts.ts'

export interface Alike {
  kind: InboxKind
  projectId: string | null
  asked: Asked | null
  isOwners: boolean
}

/** Items of a kind that are alike to whoever reads them. */
export interface InboxCount extends Alike {
  assigneeId: string | null
  isSnoozed: boolean
  count: number
}

interface Item extends Alike {
  assignee: { id: string } | null
  snoozedUntil: string | null
}

export const countOf = ({ kind, projectId, asked, isOwners, assignee, snoozedUntil }: Item): InboxCount => ({
  ...{ kind, projectId, asked, isOwners, assigneeId: assignee?.id ?? null },
  ...{ isSnoozed: snoozedUntil !== null, count: 1 },
})

/** Of thousands at each look; few of them ask for anybody. */
const likeness = ({ kind, projectId, asked, isOwners, assigneeId, isSnoozed }: InboxCount) =>
  `${kind} ${projectId} ${assigneeId} ${isOwners} ${isSnoozed} ${asked ? JSON.stringify(asked) : ''}`

/** Added up by what is alike, less what is taken away; what was settled meanwhile makes none negative. */
export function without(counts: readonly InboxCount[], less: readonly InboxCount[]): InboxCount[] {
  const sums = new Map<string, InboxCount>()
  const add = (one: InboxCount, count: number) => {
    const key = likeness(one)
    const sum = sums.get(key)
    if (sum) sum.count += count
    else sums.set(key, { ...one, count })
  }
  for (const one of counts) add(one, one.count)
  for (const one of less) add(one, -one.count)
  return [...sums.values()].filter(({ count }) => count > 0)
}

/** Those of which there may be more than was read, where of what differs by its age alone so many were. */
export function cutKinds(rows: readonly { kind: InboxKind; nth: number }[], most: number): Set<InboxKind> {
  if (rows.length === mostRead) return new Set(inboxKinds)
  return new Set(rows.filter(({ nth }) => nth >= most).map(({ kind }) => kind))
}

/** Of each of these kinds how many items are alike to whoever reads them. $1: now. No text of any item is made for it. */
const countsOf = (kinds: ReadonlySet<InboxKind>) => `
  select i.kind, i.project_id as "projectId", u.id as "assigneeId", i.asked, i.is_owners as "isOwners",
         ${isSnoozed} as "isSnoozed", count(*)::int as count
    from (${unionOf(parts.filter(({ kind }) => kinds.has(kind)))}) i
    ${withTriage}
   where p.removed_at is null and not ${isClosed} group by 1, 2, 3, 4, 5, 6`

export async function countsOfKinds(
  pool: Pool,
  kinds: ReadonlySet<InboxKind>,
  now: Date,
): Promise<InboxCount[]> {
  if (kinds.size === 0) return []
  const name = `inbox counts ${inboxKinds.map((kind) => Number(kinds.has(kind))).join('')}`
  return (await pool.query<InboxCount>({ name, text: countsOf(kinds), values: [now.toISOString()] })).rows
}
