import type { Fact, FactOf } from '../ledger/entry.ts'

export interface StandingGrantState {
  made: FactOf<'standing_grant_made'>['body']
  madeAt: string
  madeBy: string
  revokedAt: string | null
  revokedBy: string | null
  endedAt: string | null
  endReason: 'used_up' | 'expired' | null
}

/** The fold of a standing grant's stream. Throws on a type that no such stream holds. */
export function applyStandingGrantEntry(state: StandingGrantState | null, fact: Fact): StandingGrantState {
  const open = { revokedAt: null, revokedBy: null, endedAt: null, endReason: null }
  if (fact.type === 'standing_grant_made')
    return { made: fact.body, madeAt: fact.at, madeBy: fact.actor, ...open }
  if (fact.type === 'standing_grant_revoked' && state)
    return { ...state, revokedAt: fact.at, revokedBy: fact.actor }
  if (fact.type === 'standing_grant_ended' && state)
    return { ...state, endedAt: fact.at, endReason: fact.body.why }
  throw new Error(`${fact.type} has no fold in a standing grant's stream`)
}
