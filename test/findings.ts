import type { FindingState } from '#domain/drift/finding-state.ts'
import { aTime } from './builders.ts'

export const aFinding = (change: Partial<FindingState> = {}): FindingState => ({
  scope: 'mac-mini',
  projectId: null,
  kind: 'cron',
  difference: 'extra',
  subject: { key: 'k', name: 'Quotes', where: 'main' },
  ours: null,
  theirs: null,
  status: 'open',
  since: aTime,
  firstSeen: aTime,
  lastChange: aTime,
  count: 1,
  repair: null,
  reason: '',
  until: null,
  ...change,
})
