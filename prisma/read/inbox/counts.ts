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
