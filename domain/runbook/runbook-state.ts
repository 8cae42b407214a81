import type { Fact } from '../ledger/entry.ts'

export interface RunbookState {
  name: string
  version: number
  yaml: string
  sha256: string
  createdAt: string
  changedAt: string
  removedAt: string | null
}

/** The fold of a runbook's own stream. Throws on a type that no such stream holds. */
export function applyRunbookEntry(state: RunbookState | null, fact: Fact): RunbookState {
  if (fact.type === 'runbook_created')
    return { ...fact.body, createdAt: fact.at, changedAt: fact.at, removedAt: null }
  if (fact.type === 'runbook_changed' && state) return { ...state, ...fact.body, changedAt: fact.at }
  if (fact.type === 'runbook_removed' && state) return { ...state, removedAt: fact.at }
  throw new Error(`${fact.type} has no fold in a runbook's stream`)
}
