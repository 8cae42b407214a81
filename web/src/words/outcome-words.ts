import type { RunOutcome } from '#domain/run/run.ts'
import type { Tone } from '../theme/tokens.ts'

export const outcomeWords: Record<RunOutcome, { word: string; sentence: string; tone: Tone }> = {
  ok: { word: 'ended well', sentence: 'ended the run', tone: 'positive' },
  failed: { word: 'failed', sentence: 'ended the run: it failed', tone: 'danger' },
  aborted: { word: 'stopped', sentence: 'ended the run: it was stopped', tone: 'muted' },
  timed_out: { word: 'out of time', sentence: 'ended the run: it ran out of time', tone: 'danger' },
  over_budget: { word: 'out of budget', sentence: 'ended the run: its budget was spent', tone: 'blocked' },
  killed: { word: 'stopped', sentence: 'ended the run: a kill switch stopped it', tone: 'danger' },
  not_begun: { word: 'not begun', sentence: 'did not begin the run: it is prepared anew', tone: 'muted' },
  lost: { word: 'lost', sentence: 'lost the run: the gateway no longer knows it', tone: 'danger' },
}

export function missingWords(missing: readonly string[]): string {
  if (missing.length === 0) return 'nothing missing'
  const what = missing.length === 1 ? 'a deliverable not proven' : `${missing.length} deliverables not proven`
  return `${what}: ${missing.join(', ')}`
}
