import type { InboxItem, Triaged } from '#api/inbox/contract.ts'
import { mostTriagedAtOnce } from '#domain/inbox/triage-rules.ts'
import { counted } from '../../ui/count-words.ts'
import { exact } from '../../ui/time-format.ts'

type Person = { id: string; name: string }

/** What is done with items beside settling them. The items are as they were shown. */
export type Triage = { items: readonly InboxItem[] } & (
  | { kind: 'assign'; to: Person | null }
  | { kind: 'snooze'; until: string }
  | { kind: 'wake' }
  | { kind: 'close'; note: string }
  | { kind: 'reopen' }
)

/** The inbox as it will be, until the server tells. */
export function applied(inbox: readonly InboxItem[], triage: Triage): InboxItem[] {
  const ids = new Set(triage.items.map(({ id }) => id))
  const isMeant = ({ id }: InboxItem) => ids.has(id)
  const changed = (change: Partial<InboxItem>) =>
    inbox.map((item) => (isMeant(item) ? { ...item, ...change } : item))
  switch (triage.kind) {
    case 'assign':
      return changed({ assignee: triage.to })
    case 'snooze':
      return changed({ snoozedUntil: triage.until })
    case 'wake':
      return changed({ snoozedUntil: null })
    case 'close':
      return inbox.filter((item) => !isMeant(item))
    case 'reopen':
      return [...inbox.filter((item) => !isMeant(item)), ...triage.items]
    default:
      return triage satisfies never
  }
}

/** The same for no more items each than one request takes. */
export function partsOf(triage: Triage): Triage[] {
  const count = Math.ceil(triage.items.length / mostTriagedAtOnce)
  return Array.from({ length: count }, (_, n) => ({
    ...triage,
    items: triage.items.slice(n * mostTriagedAtOnce, (n + 1) * mostTriagedAtOnce),
  }))
}

/** What of it the server did. */
export function withoutRefused(triage: Triage, refused: Triaged['refused']): Triage {
  const gone = new Set(refused.map(({ id }) => id))
  return { ...triage, items: triage.items.filter(({ id }) => !gone.has(id)) }
}

interface Partly {
  done: number
  refused: number
  unknown: number
  unsent: number
}

/** What became of all of it where a part failed. */
export function partlyWords({ done, refused, unknown, unsent }: Partly, why: string): string {
  const all = counted(done + refused + unknown + unsent, 'item')
  const known = [
    done > 0 && `${done} done`,
    refused > 0 && `${refused} refused`,
    unsent > 0 && `${unsent} not sent`,
  ]
  const open = unknown > 0 ? `; for ${unknown} it is not known, look at the list` : ''
  return `Of ${all}: ${known.filter(Boolean).join(', ')}${open}. ${why}`
}

/** Groups of items that share something, as one call each. */
function grouped<K>(items: readonly InboxItem[], keyOf: (item: InboxItem) => K): [K, InboxItem[]][] {
  const groups = new Map<K, InboxItem[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups]
}

/** What takes it back: each item as it was before. */
export function undoOf(triage: Triage): Triage[] {
  const { items } = triage
  if (triage.kind === 'assign') {
    const people = new Map(items.map(({ assignee }) => [assignee?.id, assignee]))
    return grouped(items, ({ assignee }) => assignee?.id).map(([id, before]) => ({
      kind: 'assign',
      to: people.get(id) ?? null,
      items: before.map((item) => ({ ...item, assignee: triage.to })),
    }))
  }
  if (triage.kind === 'close') return [{ kind: 'reopen', items }]
  if (triage.kind === 'reopen') return [{ kind: 'close', items, note: '' }]
  return grouped(items, ({ snoozedUntil }) => snoozedUntil).map(([until, before]) =>
    until === null ? { kind: 'wake', items: before } : { kind: 'snooze', until, items: before },
  )
}

/** What was done, for the line that offers to undo it. */
export function triageWords(triage: Triage): string {
  const { items } = triage
  const what = items.length === 1 ? `“${items[0]?.title}”` : `${items.length} items`
  switch (triage.kind) {
    case 'assign':
      return triage.to ? `Gave ${what} to ${triage.to.name}.` : `Gave ${what} back.`
    case 'snooze':
      return `Put ${what} off until ${exact(new Date(triage.until))}.`
    case 'wake':
      return `Took ${what} up again.`
    case 'close':
      return `Closed ${what} as seen.`
    case 'reopen':
      return `Put ${what} back.`
    default:
      return triage satisfies never
  }
}
