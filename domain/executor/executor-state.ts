import type { Fact } from '../ledger/entry.ts'
import type { PresenceState } from './executor.ts'

export interface ExecutorState {
  name: string
  state: PresenceState
  detail: string
  since: string
  /** What the file that stops everything on its Mac says; null: it is not there. */
  stopFile: string | null
}

/** They are about what is on it, and have rows of their own. */
const besides = new Set<Fact['type']>([
  'baseline_adopted',
  'mirror_adopted',
  'mirror_dropped',
  'look_requested',
])

/** The fold of an executor's stream. Throws on a type that no executor stream holds. */
export function applyExecutorEntry(state: ExecutorState | null, fact: Fact): ExecutorState {
  if (fact.type === 'executor_registered') {
    return { name: fact.body.name, state: 'unknown', detail: '', since: fact.at, stopFile: null }
  }
  if (fact.type === 'executor_presence_changed' && state) {
    return { ...state, state: fact.body.state, detail: fact.body.detail, since: fact.at }
  }
  if (fact.type === 'executor_stop_file_changed' && state) return { ...state, stopFile: fact.body.reason }
  if (besides.has(fact.type) && state) return state
  throw new Error(`${fact.type} has no fold in an executor's stream`)
}
