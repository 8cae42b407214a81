import type { FindingState } from './finding-state.ts'

/** What is put right without asking: nobody can have meant it, and nothing outside depends on it (ADR 036). */
export type Mend = 'reseat' | 'refold' | 'settle'

const mends: Record<string, Mend> = {
  'task lost': 'reseat',
  'runbook lost': 'reseat',
  'projection changed': 'refold',
  // A run that took over is in order by itself; the finding says that it happened.
  'reset taken_over': 'settle',
}

export const mendOf = ({ kind, difference, status }: FindingState): Mend | null =>
  status === 'open' ? (mends[`${kind} ${difference}`] ?? null) : null
