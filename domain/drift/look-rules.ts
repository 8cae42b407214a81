import type { Difference, FindingKind, Side, Subject } from './finding.ts'
import { isStanding } from './finding-rules.ts'
import type { FindingState } from './finding-state.ts'
import type { PermissionUse } from './permission-rules.ts'

/** How many of each a look compared, and what it could not read. */
export interface Compared {
  cron: number
  agents: number
  files: number
  tasks: number
  /** Of runbooks; missing in looks from before they were looked at. */
  runs?: number
  workflows: number
  /** Streams whose rows were held against their entries, and after which the next look goes on; only at home. */
  folded?: { streams: number; after: string }
  /** Of runs of workflows that ended later the next look reads the histories, ISO; only at home. */
  endedSince?: string
  /** Sentences. */
  unread: string[]
  /** Of what the gateway lets pass, by its key; missing where it did not tell. */
  uses?: Record<string, PermissionUse>
}

/** A difference as a look saw it, with both values. */
export interface Found {
  kind: FindingKind
  difference: Difference
  subject: Subject
  projectId: string | null
  ours: Side | null
  theirs: Side | null
}

/** When a look began and when it is written down, ISO. */
export interface LookTimes {
  lookedAt: string
  at: string
}

/** Decided or repaired while the look was under way: what it saw counts for nothing. */
const isOvertaken = ({ status, since }: FindingState, { lookedAt }: LookTimes) =>
  status === 'repairing' || since > lookedAt

const hashOf = (side: Side | null) => side?.hash ?? null
const isSame = (finding: FindingState, found: Found) =>
  finding.difference === found.difference &&
  hashOf(finding.ours) === hashOf(found.ours) &&
  hashOf(finding.theirs) === hashOf(found.theirs)

const ofWorkflows: readonly FindingKind[] = ['task', 'runbook']

/**
 * Closed in Temporal, and forgotten there after its retention, is the same thing still, and waits for the same word. A
 * run that took over took over once.
 */
const isKnown = (finding: FindingState, found: Found) =>
  (isStanding(finding) &&
    ofWorkflows.includes(finding.kind) &&
    finding.difference === 'missing' &&
    found.difference === 'lost') ||
  (!isStanding(finding) && found.difference === 'taken_over' && isSame(finding, found))

/** What a look that saw a difference records of it; null where it is known as it is. */
export function entryOfFound(
  finding: FindingState | null,
  found: Found,
  times: LookTimes,
): 'finding_opened' | 'finding_changed' | 'finding_reopened' | null {
  if (!finding) return 'finding_opened'
  if (isOvertaken(finding, times) || isKnown(finding, found)) return null
  if (finding.status !== 'open' && finding.status !== 'ignored') return 'finding_reopened'
  const isOver = finding.status === 'ignored' && finding.until !== null && finding.until <= times.at
  return isSame(finding, found) && !isOver ? null : 'finding_changed'
}

/** Whether a look that saw no difference ends a finding. */
export const isGone = (finding: FindingState, times: LookTimes): boolean =>
  !isOvertaken(finding, times) && (finding.status === 'open' || finding.status === 'ignored')
