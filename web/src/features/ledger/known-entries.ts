import type { Entry } from '#api/ledger/contract.ts'
import { isSameEntry } from '#domain/ledger/same-entry.ts'
import { keyOf } from './ledger-filter.ts'

/** What was read of the ledger without a gap, newest first; `next` is where older entries go on. */
export interface KnownEntries {
  items: Entry[]
  /** What they are about and mention, in words. */
  names: Record<string, string>
  next: number | null
}

/** Whether there can be no gap between what was read just now and what was known. */
export function meets(fresh: KnownEntries, known: KnownEntries | undefined): boolean {
  if (!known || fresh.next === null) return true
  const byKey = new Map(known.items.map((entry) => [keyOf(entry), entry]))
  return fresh.items.some((entry) => isSameEntry(entry, byKey.get(keyOf(entry))))
}

/**
 * The fresh entries win, and of what is known only what is older than all of them stays: one that had no position then may
 * have one now, and one that a restored database no longer has is gone.
 */
export function joined(fresh: KnownEntries, known: KnownEntries | undefined): KnownEntries {
  if (!known || fresh.next === null || !meets(fresh, known)) return fresh
  const last = known.items.findIndex((entry) => isSameEntry(entry, fresh.items.at(-1)))
  const rest = last === -1 ? [] : known.items.slice(last + 1)
  return {
    items: [...fresh.items, ...rest],
    names: { ...known.names, ...fresh.names },
    next: rest.length > 0 ? known.next : fresh.next,
  }
}

/** The page that was asked for with `before`; ignored where what is known no longer ends there. */
export function extended(
  known: KnownEntries | undefined,
  before: number,
  page: KnownEntries,
): KnownEntries | undefined {
  if (known?.next !== before) return known
  return {
    items: [...known.items, ...page.items],
    names: { ...page.names, ...known.names },
    next: page.next,
  }
}
