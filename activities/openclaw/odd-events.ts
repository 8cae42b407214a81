import type { z } from 'zod'

export interface OddEvents {
  /** An event of the gateway is in no known shape and is left out. */
  note(error: z.ZodError): void
}

/** Told at once and then once a minute, however many a broken gateway sends; `count`: since it was told last. */
export function countOddEvents(told: (count: number, what: string) => void, everyMs = 60_000): OddEvents {
  let [sinceTold, toldAt] = [0, Number.NEGATIVE_INFINITY]
  return {
    note({ issues: [issue] }) {
      sinceTold += 1
      if (performance.now() - toldAt < everyMs) return
      toldAt = performance.now()
      told(sinceTold, `${issue?.path.join('.') || 'all of it'}: ${issue?.message}`.slice(0, 300))
      sinceTold = 0
    },
  }
}
