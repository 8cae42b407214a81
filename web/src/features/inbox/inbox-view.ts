import type { InboxItem } from '#api/inbox/contract.ts'
import { inboxKinds } from '#domain/inbox/inbox.ts'

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
const belongs: Record<View, (item: InboxItem, meId: string) => boolean> = {
  all: () => true,
  mine: (item, meId) => item.assignee?.id === meId,
  unassigned: (item) => item.assignee === null,
  snoozed: () => true,
}

const isIn = (view: View, item: InboxItem, meId: string, now: Date) =>
  isSnoozed(item, now) === (view === 'snoozed') && belongs[view](item, meId)

const isMeant = (item: InboxItem, { projectId, kind, whom }: InboxView) =>
  (projectId === undefined || item.projectId === projectId) &&
  (kind === undefined || item.kind === kind) &&
  (whom === undefined || item.waitsFor === null)

/** In the order that they came in. */
export const shownIn = (items: readonly InboxItem[], what: InboxView, meId: string, now: Date): InboxItem[] =>
  items.filter((item) => isMeant(item, what) && isIn(what.view, item, meId, now))

/** How many each view would show with the same project and kind. */
export function countsOf(items: readonly InboxItem[], what: InboxView, meId: string, now: Date) {
  const count = (view: View) => shownIn(items, { ...what, view }, meId, now).length
  return Object.fromEntries(views.map((view) => [view, count(view)])) as Record<View, number>
}

/** The projects and kinds that are there to choose from. */
export function choicesOf(items: readonly InboxItem[]) {
  const projects = new Map(
    items.flatMap(({ projectId, projectName }) => (projectId ? [[projectId, projectName ?? projectId]] : [])),
  )
  return { projects, kinds: inboxKinds.filter((kind) => items.some((item) => item.kind === kind)) }
}
