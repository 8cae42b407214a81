import { costWords } from './cost-words.ts'
import { Unknown } from './Money.tsx'

/** Billionths of a dollar. Null is said as the word: it is never zero. */
export function Cost({ nanoUsd, why }: { nanoUsd: number | null; why?: string }) {
  return nanoUsd === null ? (
    <Unknown why={why ?? 'A run has no known price.'} />
  ) : (
    <span>{costWords(nanoUsd)}</span>
  )
}
