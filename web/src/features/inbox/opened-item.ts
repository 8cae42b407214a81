import { useState } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { Way } from '../../ui/unsaved.ts'

export interface Opened {
  item: InboxItem
  /** Its place in the list; after it left, the place where it was. */
  index: number
  /** In the list; in the inbox but not in this list, as what was put off; or gone for good. */
  place: 'listed' | 'elsewhere' | 'settled'
}

/**
 * What is open beside the list. An item that left the list stays open until the reader moves on, so that another
 * decision never slides under the pointer.
 */
export function useOpened(
  items: readonly InboxItem[],
  itemId: string | undefined,
  inbox: readonly InboxItem[] = items,
): Opened | null {
  const [held, setHeld] = useState<Opened | null>(null)
  const wanted = itemId ?? held?.item.id ?? items[0]?.id
  const index = items.findIndex((item) => item.id === wanted)
  const item = items[index]
  if (item) {
    if (held?.item !== item || held.index !== index) setHeld({ item, index, place: 'listed' })
    return { item, index, place: 'listed' }
  }
  const elsewhere = inbox.find(({ id }) => id === wanted)
  const at = held && held.item.id === wanted ? held.index : 0
  if (elsewhere) {
    if (held?.item !== elsewhere) setHeld({ item: elsewhere, index: at, place: 'elsewhere' })
    return { item: elsewhere, index: at, place: 'elsewhere' }
  }
  return held && held.item.id === wanted ? { ...held, place: 'settled' } : null
}

/** Whether what is open stays open: the list alone opens no other, whatever it leaves out. */
export const staysOpen =
  (id: string) =>
  ({ next: { fullPath, params } }: Way): boolean =>
    fullPath === '/inbox' || (fullPath === '/inbox/$itemId' && (params as { itemId?: string }).itemId === id)

/** The item that J or K goes to. From one that left, J goes to what took its place. */
export function neighbour(items: readonly InboxItem[], opened: Opened | null, by: 1 | -1): InboxItem | null {
  if (!opened) return items[0] ?? null
  const from = opened.place === 'listed' || by === -1 ? opened.index : opened.index - 1
  return items[Math.min(items.length - 1, Math.max(0, from + by))] ?? null
}
