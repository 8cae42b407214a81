import {
  type Awaited,
  endOfFirst,
  hangsOnPolicy,
  inReadersOrder,
  othersAwaited,
  type Person,
} from '#domain/inbox/awaited-rules.ts'
import { neededNow, weighed } from '#prisma/read/approvals.ts'
import { inOneStatement } from '#prisma/read/in-one-statement.ts'
import type { InboxCount } from '#prisma/read/inbox/counts.ts'
import { rankedInbox } from '#prisma/read/inbox/ranked.ts'
import { type InboxRow, inboxItems, readInbox } from '#prisma/read/inbox.ts'
import { listOperators } from '#prisma/read/operators.ts'
import type { Source } from '#prisma/read/source.ts'
import type { Inbox, InboxItem, UnlistedItems } from './contract.ts'

/** As one operator sees it: an approval that they gave already waits for somebody else. */
export async function wholeInbox(source: Source, reader: Person): Promise<Inbox> {
  const now = new Date()
  const { pool } = source
  const [{ items: rows, ending, unlisted: counts }, people] = await Promise.all([
    readInbox(pool, now),
    listOperators(pool),
  ])
  const [calls, unlistedEnding] = await Promise.all([
    weighed(pool, proposalsOf(rows)),
    awaitedByNow(source, ending, reader, people),
  ])
  const items = rows.map((row) => {
    const { kind, asked, isOwners } = row
    const call = kind === 'approval' ? calls.get(row.subjectId ?? '') : undefined
    const needed = asked && call ? { ...asked, needs: call.needs } : asked
    const waitsFor = othersAwaited({ kind, asked: needed, isOwners }, reader, people)
    return itemOf(row, { risk: call?.risk ?? null, waitsFor })
  })
  const awake = items.filter(({ snoozedUntil }) => snoozedUntil === null)
  const unlisted = summed(alikeTo(reader, people, counts))
  const endsFirst = endOfFirst([...awake, ...unlistedEnding, ...endless(unlisted)], now.toISOString())
  return { items: inReadersOrder(items), unlisted, endsFirst }
}

/** The same, of which the first `limit` that wait are listed and the rest, what is put off among it, is counted. */
export async function firstOfInbox(source: Source, reader: Person, limit: number): Promise<Inbox> {
  const now = new Date()
  const { pool } = source
  const [ranked, people] = await Promise.all([rankedInbox(pool, now, limit), listOperators(pool)])
  const seen = await awaitedByNow(source, ranked.items, reader, people)
  const awake = seen.filter(({ item }) => !item.isSnoozed)
  const first = inReadersOrder(awake).slice(0, limit)
  const listed = new Set(first.map(({ item }) => item))
  const few = inOneStatement(pool)
  const [rows, calls] = await Promise.all([
    inboxItems(
      few,
      [...listed].map(({ id }) => id),
      now.toISOString(),
    ),
    weighed(few, proposalsOf([...listed])),
  ])
  const items = first.flatMap(({ item: { id, kind, subjectId }, waitsFor }) => {
    const row = rows.get(id)
    const call = kind === 'approval' ? calls.get(subjectId ?? '') : undefined
    // Between the two reads it may have been settled or closed.
    return row && !row.isClosed ? [itemOf(row, { risk: call?.risk ?? null, waitsFor })] : []
  })
  const rest = seen.filter(({ item }) => !listed.has(item))
  const counts = rest.map(({ item, waitsFor }) => countOf(item, waitsFor, 1))
  const unlisted = summed([...counts, ...alikeTo(reader, people, ranked.unread)])
  const endsFirst = endOfFirst([...awake, ...endless(unlisted)], now.toISOString())
  return { items, unlisted, endsFirst }
}

/** Of what is counted: for whom it waits. When the first of it ends is told beside it. */
const endless = (unlisted: readonly UnlistedItems[]) =>
  unlisted.flatMap(({ isSnoozed, waitsFor }) => (isSnoozed ? [] : [{ waitsFor, until: null }]))

/** Each of them, and for whom it waits by what the policy says now. */
async function awaitedByNow<T extends Awaited & Pick<InboxRow, 'subjectId' | 'until'>>(
  { pool }: Source,
  items: readonly T[],
  reader: Person,
  people: readonly Person[],
) {
  const needs = await neededNow(pool, proposalsOf(items.filter((one) => hangsOnPolicy(one, reader, people))))
  return items.map((item) => {
    const { kind, asked, isOwners, subjectId, until } = item
    const needed = needs.get(subjectId ?? '')
    const awaited = { kind, asked: asked && needed ? { ...asked, needs: needed } : asked, isOwners }
    return { item, waitsFor: othersAwaited(awaited, reader, people), until }
  })
}

const proposalsOf = (items: readonly Pick<InboxRow, 'kind' | 'subjectId'>[]): string[] =>
  items.flatMap(({ kind, subjectId }) => (kind === 'approval' && subjectId ? [subjectId] : []))

const alikeTo = (reader: Person, people: readonly Person[], counts: readonly InboxCount[]) =>
  counts.map((one) => countOf(one, othersAwaited(one, reader, people), one.count))

const countOf = (
  { kind, projectId, assigneeId, isSnoozed }: Omit<InboxCount, 'asked' | 'isOwners' | 'count'>,
  waitsFor: UnlistedItems['waitsFor'],
  count: number,
): UnlistedItems => ({ kind, projectId, assigneeId, isSnoozed, waitsFor, count })

/** What is alike to the reader is one. The counts are added up in place. */
function summed(counts: readonly UnlistedItems[]): UnlistedItems[] {
  const sums = new Map<string, UnlistedItems>()
  for (const one of counts) {
    const { kind, projectId, assigneeId, isSnoozed, waitsFor } = one
    const key = `${kind} ${projectId} ${assigneeId} ${isSnoozed} ${waitsFor && JSON.stringify(waitsFor)}`
    const sum = sums.get(key)
    if (sum) sum.count += one.count
    else sums.set(key, one)
  }
  return [...sums.values()]
}

/** Field by field: there are hundreds of them, and to leave some fields out of each costs as much as to read it. */
const itemOf = (row: InboxRow, own: Pick<InboxItem, 'risk' | 'waitsFor'>): InboxItem => ({
  id: row.id,
  kind: row.kind,
  taskId: row.taskId,
  subjectId: row.subjectId,
  projectId: row.projectId,
  projectName: row.projectName,
  agentName: row.agentName,
  title: row.title,
  line: row.line,
  since: row.since,
  until: row.until,
  dueAt: row.dueAt,
  isEffect: row.isEffect,
  amountUsd: row.amountUsd,
  holds: row.holds,
  remindedAt: row.remindedAt,
  href: row.href,
  isPractice: row.isPractice,
  assignee: row.assignee,
  waitsFor: own.waitsFor,
  snoozedUntil: row.snoozedUntil,
  risk: own.risk,
})
