import { useState } from 'react'
import type { Entry } from '#api/ledger/contract.ts'
import { keyOf } from './ledger-filter.ts'

interface HeldRows {
  shown: readonly Entry[]
  /** How many newer ones wait. */
  waiting: number
  reveal: () => void
}

/** While it is held nothing is put above what the reader sees; otherwise the newest is on top. */
export function useHeldRows(items: readonly Entry[], isHeld: boolean): HeldRows {
  const [top, setTop] = useState<string | null>(null)
  const newest = items[0] ? keyOf(items[0]) : null
  const place = items.findIndex((entry) => keyOf(entry) === top)
  if (newest !== top && (!isHeld || place < 0)) setTop(newest)
  const waiting = isHeld && place > 0 ? place : 0
  return { shown: items.slice(waiting), waiting, reveal: () => setTop(newest) }
}
