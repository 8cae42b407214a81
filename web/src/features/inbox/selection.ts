import { useState } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'

/** From one to the other, both with them, whichever comes first. */
export function between<T extends { id: string }>(items: readonly T[], from: string, to: string): T[] {
  const [a, b] = [from, to].map((id) => items.findIndex((item) => item.id === id)) as [number, number]
  if (b < 0) return []
  return a < 0 ? items.slice(b, b + 1) : items.slice(Math.min(a, b), Math.max(a, b) + 1)
}

/** Several items of those that are shown. What is shown no longer is not selected either. */
export function useSelection(shown: readonly InboxItem[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState<string | null>(null)
  const [isOn, setOn] = useState(false)
  const select = (items: readonly { id: string }[]) => {
    setOn(true)
    setIds(new Set(items.map(({ id }) => id)))
  }
  return {
    isOn,
    selected: shown.filter(({ id }) => ids.has(id)),
    select,
    begin: () => setOn(true),
    end() {
      setOn(false)
      setIds(new Set())
      setAnchor(null)
    },
    toggle(id: string) {
      const others = [...ids].filter((one) => one !== id)
      select((others.length < ids.size ? others : [...others, id]).map((one) => ({ id: one })))
      setAnchor(id)
    },
    /** Everything between the last one that was chosen by itself and this one. */
    extend: (id: string) =>
      select([...[...ids].map((one) => ({ id: one })), ...between(shown, anchor ?? id, id)]),
  }
}
export type Selection = ReturnType<typeof useSelection>
