import type { Fact } from '../ledger/entry.ts'
import type { Role } from './permissions.ts'

export interface OperatorState {
  /** Null until the invited person has joined. */
  name: string | null
  role: Role
  standing: 'invited' | 'active' | 'revoked' | 'removed'
  /** Since when the standing is what it is. */
  since: string
}

/** The fold of an operator's stream, from the invite on. Throws on a type that no operator's stream holds. */
export function applyOperatorEntry(state: OperatorState | null, fact: Fact): OperatorState {
  const since = fact.at
  if (fact.type === 'operator_created') return { ...fact.body, standing: 'active', since }
  if (fact.type === 'operator_invited')
    return { name: null, role: fact.body.role, standing: 'invited', since }
  if (fact.type === 'operator_joined' && state) return { ...fact.body, standing: 'active', since }
  if (fact.type === 'invite_revoked' && state) return { ...state, standing: 'revoked', since }
  if (fact.type === 'operator_role_changed' && state) return { ...state, role: fact.body.role }
  if (fact.type === 'operator_removed' && state) return { ...state, standing: 'removed', since }
  if (fact.type === 'restore_acknowledged' && state) return state
  throw new Error(`${fact.type} has no fold in an operator's stream`)
}
