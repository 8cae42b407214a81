import { alarm, listen } from '../write/listen.ts'

/** One connection that hears of newly placed entries, for any number of waiters. Ends with the signal. */
export function placedBell(url: string, signal: AbortSignal) {
  const waiting = new Set<ReturnType<typeof alarm>>()
  const ringAll = () => {
    for (const one of waiting) one.ring()
  }
  const ended = listen(url, 'placed', ringAll, signal)
  signal.addEventListener('abort', ringAll)
  return {
    ended,
    join() {
      const mine = alarm()
      waiting.add(mine)
      return { ...mine, leave: () => void waiting.delete(mine) }
    },
  }
}
export type PlacedBell = ReturnType<typeof placedBell>
