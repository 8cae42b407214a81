import type { Fact } from '../ledger/entry.ts'
import type { PresenceState } from './executor.ts'

export interface ExecutorState {
  name: string
  state: PresenceState
  detail: string
  /** When it came into this state; what is said of it may be newer. */
  since: string
  /** What the file that stops everything on its Mac says; null: it is not there. */
  stopFile: string | null
  /** Runs at once; null: as many as it has slots. */
  runLimit: number | null
  /** Since when its token is the one it is; null: it was revoked. */
  tokenAt: string | null
  retiredAt: string | null
}

/** They are about what is on it, and have rows of their own. */
const besides = new Set<Fact['type']>([
  'baseline_adopted',
  'mirror_adopted',
  'mirror_dropped',
  'look_requested',
  'bridge_calls_refused',
])

/** The fold of an executor's stream. Throws on a type that no executor stream holds. */
export function applyExecutorEntry(state: ExecutorState | null, fact: Fact): ExecutorState {
  if (fact.type === 'executor_registered') {
    const { at } = fact
    return {
      ...{ name: fact.body.name, state: 'unknown', detail: '', since: at },
      ...{ stopFile: null, runLimit: null, tokenAt: at, retiredAt: null },
    }
  }
  if (fact.type === 'executor_presence_changed' && state) {
    const { detail } = fact.body
    const since = fact.body.state === state.state ? state.since : fact.at
    return { ...state, state: fact.body.state, detail, since }
  }
  if (fact.type === 'executor_stop_file_changed' && state) return { ...state, stopFile: fact.body.reason }
  if (fact.type === 'executor_limited' && state) return { ...state, runLimit: fact.body.limit }
  if (fact.type === 'executor_token_renewed' && state) return { ...state, tokenAt: fact.at }
  if (fact.type === 'executor_token_revoked' && state) return { ...state, tokenAt: null }
  if (fact.type === 'executor_retired' && state) return { ...state, tokenAt: null, retiredAt: fact.at }
  if (besides.has(fact.type) && state) return state
  throw new Error(`${fact.type} has no fold in an executor's stream`)
}
