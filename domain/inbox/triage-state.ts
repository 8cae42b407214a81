import type { Fact } from '../ledger/entry.ts'

/** The version is that of the item then. With another one something new has happened, and this is over. */
export interface Closed {
  at: string
  by: string
  note: string
  version: string
}

/** What the operators did with an inbox item, beside settling it. */
export interface TriageState {
  /** Id of the operator who takes it. */
  assignee: string | null
  snooze: { until: string; version: string } | null
  closed: Closed | null
}

export const untriaged: TriageState = { assignee: null, snooze: null, closed: null }

/** The fold of an inbox item's stream. Throws on a type that no item's stream holds. */
export function applyTriageEntry(state: TriageState | null, fact: Fact): TriageState {
  const before = state ?? untriaged
  switch (fact.type) {
    case 'item_assigned':
      return { ...before, assignee: fact.body.to }
    case 'item_snoozed':
      return { ...before, snooze: { until: fact.body.until, version: fact.body.version } }
    case 'item_woken':
      return { ...before, snooze: null }
    case 'item_closed': {
      const { note, version } = fact.body
      return { ...before, snooze: null, closed: { at: fact.at, by: fact.actor, note, version } }
    }
    case 'item_reopened':
      return { ...before, closed: null }
    default:
      throw new Error(`${fact.type} has no fold in an inbox item's stream`)
  }
}
