import { partsOfActor } from '../ledger/actor.ts'
import type { Fact } from '../ledger/entry.ts'
import type { KillScope } from './kill-switch.ts'

export interface KillSwitchState {
  scope: KillScope
  reason: string
  setAt: string
  /** The operator's id, or the API key's. */
  setBy: string
  /** Null: it is on. */
  liftedAt: string | null
  liftedBy: string | null
}

/** The fold of a switch's stream. Throws on a type that no such stream holds. */
export function applyKillSwitchEntry(state: KillSwitchState | null, fact: Fact): KillSwitchState {
  const by = partsOfActor(fact.actor).id
  if (fact.type === 'kill_switch_set') {
    const { scope, reason } = fact.body
    return { scope, reason, setAt: fact.at, setBy: by, liftedAt: null, liftedBy: null }
  }
  if (fact.type === 'kill_switch_lifted' && state) return { ...state, liftedAt: fact.at, liftedBy: by }
  throw new Error(`${fact.type} has no fold in a kill switch's stream`)
}
