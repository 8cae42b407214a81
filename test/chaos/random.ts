/** Numbers that follow from a seed alone: the same seed plays the same schedule. */
export interface Random {
  /** From 0 up to 1, never 1. */
  next(): number
  between(least: number, most: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  shuffled<T>(list: readonly T[]): T[]
}

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number) => Math.round(least + next() * (most - least))
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick<T>(list: readonly T[]) {
      const picked = list[Math.floor(next() * list.length)]
      if (picked === undefined) throw new Error('there is nothing to pick from')
      return picked
    },
    shuffled<T>(list: readonly T[]) {
      const rest = [...list]
      for (let at = rest.length - 1; at > 0; at--) {
        const other = Math.floor(next() * (at + 1))
        const kept = rest[at] as T
        rest[at] = rest[other] as T
        rest[other] = kept
      }
      return rest
    },
  }
}
