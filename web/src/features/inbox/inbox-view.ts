import type { Inbox, InboxItem, UnlistedItems } from '#api/inbox/contract.ts'
import { inboxKinds } from '#domain/inbox/inbox.ts'
import { totalOf } from '../../ui/count-words.ts'

export const views = ['all', 'mine', 'unassigned', 'snoozed'] as const
export type View = (typeof views)[number]

/** What is shown of the inbox. It stands in the address, so that a reload or a link shows the same. */
export interface InboxView {
  view: View
  projectId?: string
  kind?: InboxItem['kind']
  /** Only what waits for the reader: what "needs you" counts. */
  whom?: 'you'
}

/** Of an address: what says nothing is dropped. */
export function viewOf(search: Record<string, unknown>): InboxView {
  const view = views.find((one) => one === search.view) ?? 'all'
  const kind = inboxKinds.find((one) => one === search.kind)
  const { projectId } = search
  return {
    ...{ view, ...(typeof projectId === 'string' && { projectId }), ...(kind && { kind }) },
    ...(search.whom === 'you' && { whom: 'you' as const }),
  }
}

/** As a query, with the question mark; empty where everything is shown. */
export function queryOf({ view, projectId, kind, whom }: InboxView): string {
  const fields = {
    ...{ ...(view !== 'all' && { view }), ...(projectId && { projectId }), ...(kind && { kind }) },
    ...(whom && { whom }),
  }
  const query = new URLSearchParams(fields).toString()
  return query ? `?${query}` : ''
}

const isSnoozed = (item: InboxItem, now: Date) =>
  item.snoozedUntil !== null && new Date(item.snoozedUntil) > now

/** What is put off is in its own view and in no other. */
const belongs: Record<View, (assigneeId: string | null, meId: string) => boolean> = {
  all: () => true,
  mine: (assigneeId, meId) => assigneeId === meId,
  unassigned: (assigneeId) => assigneeId === null,
  snoozed: () => true,
}

const isIn = (view: View, item: InboxItem, meId: string, now: Date) =>
  isSnoozed(item, now) === (view === 'snoozed') && belongs[view](item.assignee?.id ?? null, meId)

type Sort = Pick<InboxItem, 'projectId' | 'kind' | 'waitsFor'>
const isMeant = (item: Sort, { projectId, kind, whom }: InboxView) =>
  (projectId === undefined || item.projectId === projectId) &&
  (kind === undefined || item.kind === kind) &&
  (whom === undefined || item.waitsFor === null)

/** In the order that they came in. */
export const shownIn = (items: readonly InboxItem[], what: InboxView, meId: string, now: Date): InboxItem[] =>
  items.filter((item) => isMeant(item, what) && isIn(what.view, item, meId, now))

/** How many belong there too and are not listed: others cost more by waiting. */
export function unlistedIn(unlisted: readonly UnlistedItems[], what: InboxView, meId: string): number {
  const isOff = what.view === 'snoozed'
  return totalOf(
    unlisted.filter(
      (one) => isMeant(one, what) && one.isSnoozed === isOff && belongs[what.view](one.assigneeId, meId),
    ),
  )
}

/** How many there are in each view with the same project and kind, listed or not. */
export function countsOf({ items, unlisted }: Inbox, what: InboxView, meId: string, now: Date) {
  const count = (view: View) =>
    shownIn(items, { ...what, view }, meId, now).length + unlistedIn(unlisted, { ...what, view }, meId)
  return Object.fromEntries(views.map((view) => [view, count(view)])) as Record<View, number>
}

/** What a list holds, where it leaves something out. */
export const orderWords = (shown: number, unlisted: number): string =>
  shown > 0 && unlisted > 0
    ? `the ${shown.toLocaleString('en-US')} that cost most of ${(shown + unlisted).toLocaleString('en-US')}`
    : 'by cost of delay'

/** The projects and kinds that are there to choose from, listed or not; projects by name where an item says it. */
export function choicesOf({ items, unlisted }: Inbox) {
  const all = [...unlisted.map((one) => ({ ...one, projectName: null })), ...items]
  const projects = new Map(
    all.flatMap(({ projectId, projectName }) => (projectId ? [[projectId, projectName] as const] : [])),
  )
  return { projects, kinds: inboxKinds.filter((kind) => all.some((item) => item.kind === kind)) }
}
