import type { RawLine } from '../reader.ts'

/** By code: a proposal that a reset made its task forget waits until it is asked again, and is never not there (ADR 040). */
const mayNotBe = 'not_found'

/** Decisions of which the record itself says that they do not count, and why (ADR 049). By intent. */
export function refusedIntents(lines: readonly RawLine[]): Set<string> {
  return new Set(
    lines.flatMap(({ entry: { type, body } }): string[] => {
      const isRefusal = type === 'decision_refused' || type === 'decision_turned_away'
      return isRefusal && body.intentId && body.code !== mayNotBe ? [body.intentId] : []
    }),
  )
}

/** An operator was told that it counts, and the record says nothing else. */
export const isTaken = (
  { status, intentId }: { status: number; intentId: string | null },
  refused: ReadonlySet<string>,
): boolean => status === 202 && !(intentId !== null && refused.has(intentId))
