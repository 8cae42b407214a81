/**
 * Of what there is to look at, as many as one look takes: from each group in turn, so that none leaves nothing for the
 * others. What is in several groups counts once.
 */
export function sharedOut<T>(groups: readonly (readonly T[])[], atMost: number): T[] {
  const chosen = new Set<T>()
  const longest = Math.max(0, ...groups.map(({ length }) => length))
  for (let nth = 0; nth < longest; nth += 1) {
    for (const group of groups) {
      if (chosen.size >= atMost) return [...chosen]
      if (nth < group.length) chosen.add(group[nth] as T)
    }
  }
  return [...chosen]
}

/** In another order each time, so that what one look leaves out comes up in a later one. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => ({ one, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one)
}
