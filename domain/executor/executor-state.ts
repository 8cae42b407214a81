import { partsOfActor } from '../ledger/actor.ts'
import type { Fact } from '../ledger/entry.ts'
import type { Drain, PresenceState } from './executor.ts'

export interface ExecutorState {
  name: string
  state: PresenceState
  detail: string
  /** When it came into this state; what is said of it may be newer. */
  since: string
  /** What the file that stops everything on its Mac says; null: it is not there. */
  stopFile: string | null
  /** Null: no operator asked it to drain. */
  drain: Drain | null
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
  'stray_calls_blocked',
])

const registered = (name: string, at: string): ExecutorState => ({
  ...{ name, state: 'unknown', detail: '', since: at },
  ...{ stopFile: null, drain: null, runLimit: null, tokenAt: at, retiredAt: null },
})

/** What one entry changes; null where no executor stream holds its type. */
function changeOf(state: ExecutorState, fact: Fact): Partial<ExecutorState> | null {
  switch (fact.type) {
    case 'executor_presence_changed': {
      const since = fact.body.state === state.state ? state.since : fact.at
      return { state: fact.body.state, detail: fact.body.detail, since }
    }
    case 'executor_stop_file_changed':
      return { stopFile: fact.body.reason }
    case 'executor_drain_ordered':
      return { drain: { reason: fact.body.reason, at: fact.at, by: partsOfActor(fact.actor).id } }
    case 'executor_drain_lifted':
      return { drain: null }
    case 'executor_limited':
      return { runLimit: fact.body.limit }
    case 'executor_token_renewed':
      return { tokenAt: fact.at }
    case 'executor_token_revoked':
      return { tokenAt: null }
    case 'executor_retired':
      return { tokenAt: null, retiredAt: fact.at }
    default:
      return besides.has(fact.type) ? {} : null
  }
}

/** The fold of an executor's stream. Throws on a type that no executor stream holds. */
export function applyExecutorEntry(state: ExecutorState | null, fact: Fact): ExecutorState {
  if (fact.type === 'executor_registered') return registered(fact.body.name, fact.at)
  const change = state && changeOf(state, fact)
  if (!state || !change) throw new Error(`${fact.type} has no fold in an executor's stream`)
  return { ...state, ...change }
}
