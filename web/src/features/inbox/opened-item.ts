import { useState } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'

export interface Opened {
  item: InboxItem
  /** Its place in the list; after it was settled, the place where it was. */
  index: number
  isListed: boolean
}

/**
 * What is open beside the list. An item that was settled stays open until the reader moves on, so that another
 * decision never slides under the pointer.
 */
export function useOpened(items: readonly InboxItem[], itemId: string | undefined): Opened | null {
  const [held, setHeld] = useState<Opened | null>(null)
  const wanted = itemId ?? held?.item.id ?? items[0]?.id
  const index = items.findIndex((item) => item.id === wanted)
  const item = items[index]
  if (item) {
    if (held?.item !== item || held.index !== index) setHeld({ item, index, isListed: true })
    return { item, index, isListed: true }
  }
  return held && held.item.id === wanted ? { ...held, isListed: false } : null
}

/** The item that J or K goes to. From a settled one, J goes to what took its place. */
export function neighbour(items: readonly InboxItem[], opened: Opened | null, by: 1 | -1): InboxItem | null {
  if (!opened) return items[0] ?? null
  const from = opened.isListed || by === -1 ? opened.index : opened.index - 1
  return items[Math.min(items.length - 1, Math.max(0, from + by))] ?? null
}
