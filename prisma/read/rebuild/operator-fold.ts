import { partsOfActor } from '#domain/ledger/actor.ts'
import { applyOperatorEntry, type OperatorState } from '#domain/operator/operator-state.ts'
import type { Row, RowFold } from './rows.ts'

/** An operator's account, and the invite that it began with. */
export function operatorFold(operatorId: string): RowFold {
  let state: OperatorState | null = null
  let invite: Row | null = null
  let account: Row | null = null
  return {
    take({ fact }) {
      state = applyOperatorEntry(state, fact)
      if (fact.type === 'operator_invited') {
        const { role, email, expiresAt } = fact.body
        const invited_by = partsOfActor(fact.actor).id
        const open = { operator_id: operatorId, created_at: fact.at, used_at: null, revoked_at: null }
        invite = { ...open, role, email, expires_at: expiresAt, invited_by }
      }
      if (fact.type === 'invite_revoked' && invite) invite = { ...invite, revoked_at: fact.at }
      if (fact.type === 'operator_joined' && invite) invite = { ...invite, used_at: fact.at }
      if (fact.type === 'operator_created' || fact.type === 'operator_joined')
        account = { id: operatorId, createdAt: fact.at, removedAt: null }
      if (fact.type === 'operator_removed') account = { ...account, removedAt: fact.at }
    },
    rows: () => ({
      user: account && state ? [{ ...account, name: state.name, role: state.role }] : [],
      invite: invite ? [invite] : [],
    }),
  }
}
