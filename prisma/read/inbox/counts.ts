import type { Asked } from '#domain/approval/approval-rules.ts'
import type { InboxKind } from '#domain/inbox/inbox.ts'

interface Alike {
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

const likeness = ({ kind, projectId, asked, isOwners, assigneeId, isSnoozed }: InboxCount) =>
  JSON.stringify([kind, projectId, asked, isOwners, assigneeId, isSnoozed])

/** Added up by what is alike, less what is taken away; what was settled meanwhile makes none negative. */
export function without(counts: readonly InboxCount[], less: readonly InboxCount[]): InboxCount[] {
  const sums = new Map<string, InboxCount>()
  for (const one of [...counts, ...less.map((one) => ({ ...one, count: -one.count }))]) {
    const key = likeness(one)
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.values()].filter(({ count }) => count > 0)
}
