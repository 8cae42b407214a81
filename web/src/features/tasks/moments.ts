import type { Entry } from '#api/ledger/contract.ts'

type Timed = Pick<Entry, 'at'>

/**
 * The times at which the task became another, oldest first. An entry by a clock that is behind belongs to the moment of the
 * one before it, as the server has it.
 */
export function momentsOf(entries: readonly Timed[]): string[] {
  const moments: string[] = []
  for (const { at } of entries) {
    const last = moments.at(-1)
    if (last === undefined || Date.parse(at) > Date.parse(last)) moments.push(at)
  }
  return moments
}

/** Which of the moments a time belongs to: the last that is not after it; the first for what was before all. */
export function momentAt(moments: readonly string[], at: string): number {
  const index = moments.findLastIndex((moment) => Date.parse(moment) <= Date.parse(at))
  return Math.max(0, index)
}

/** An address may hold anything: only a time is one. */
export function timeIn(at: unknown): string | null {
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? at : null
}
