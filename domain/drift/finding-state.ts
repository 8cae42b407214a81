import type { Fact, FactOf } from '../ledger/entry.ts'
import type { Difference, FindingKind, FindingStatus, Glimpse, Side, Subject } from './finding.ts'

export interface FindingState {
  scope: string
  projectId: string | null
  kind: FindingKind
  difference: Difference
  subject: Subject
  ours: Side | null
  theirs: Side | null
  status: FindingStatus
  /** Since when the status is what it is. */
  since: string
  firstSeen: string
  /** When either value was last seen to be another; while it is open every look sees it again. */
  lastChange: string
  /** How often it appeared. */
  count: number
  repair: { intentId: string; askedAt: string; detail: string; seen: Glimpse | null } | null
  /** Of who adopted or ignored it, or why nobody looks at it any more. */
  reason: string
  /** Ignored until then; null for ever. */
  until: string | null
}

type Opening = FactOf<'finding_opened' | 'finding_reopened' | 'finding_changed'>

/** The fold of a finding's stream. Throws on a type that no finding's stream holds. */
export function applyFindingEntry(state: FindingState | null, fact: Fact): FindingState {
  if (fact.type === 'finding_opened') return opened(fact)
  if (!state) throw unfolded(fact)
  const { at } = fact
  const as = (status: FindingStatus, change: Partial<FindingState> = {}): FindingState => ({
    ...state,
    ...change,
    status,
    since: at,
  })
  switch (fact.type) {
    case 'finding_reopened':
      return { ...as('open', bothOf(fact)), count: state.count + 1, repair: null, reason: '', until: null }
    case 'finding_changed':
      return changed(state, fact)
    case 'finding_repair_requested':
      return as('repairing', {
        repair: { intentId: fact.body.intentId, askedAt: at, detail: '', seen: null },
      })
    case 'finding_repaired':
      return as('repaired', { repair: ended(state, fact.body) })
    case 'finding_mended':
      return as('repaired', { repair: { ...fact.body, intentId: '', askedAt: at } })
    case 'finding_repair_failed':
      return as('open', { repair: ended(state, { ...fact.body, seen: null }) })
    case 'finding_adopted':
      return as('adopted', { reason: fact.body.reason })
    case 'finding_ignored':
      return as('ignored', { reason: fact.body.reason, until: fact.body.until })
    case 'finding_gone':
      return as('gone', fact.body.reason === undefined ? {} : { reason: fact.body.reason })
    default:
      throw unfolded(fact)
  }
}

const unfolded = (fact: Fact) => new Error(`${fact.type} has no fold in a finding's stream`)

function opened({ at, body }: FactOf<'finding_opened'>): FindingState {
  return {
    ...body,
    status: 'open',
    since: at,
    firstSeen: at,
    lastChange: at,
    count: 1,
    repair: null,
    reason: '',
    until: null,
  }
}

const bothOf = ({ at, body: { difference, ours, theirs } }: Opening) => ({
  difference,
  ours,
  theirs,
  lastChange: at,
})

/** What was ignored as it was shows itself again; a repair under way goes on. */
function changed(state: FindingState, fact: FactOf<'finding_changed'>): FindingState {
  const next = { ...state, ...bothOf(fact) }
  return state.status === 'ignored' ? { ...next, status: 'open', since: fact.at, until: null } : next
}

function ended(
  { repair, since }: FindingState,
  { intentId, detail, seen }: { intentId: string; detail: string; seen: Glimpse | null },
): FindingState['repair'] {
  return { intentId, askedAt: repair?.askedAt ?? since, detail, seen }
}
