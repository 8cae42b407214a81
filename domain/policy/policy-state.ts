import type { Fact } from '../ledger/entry.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { Scope } from './scope.ts'

export interface PolicyState {
  scope: Scope
  version: number
  document: PolicyDocument
  changedAt: string
}

/** The fold of a policy's stream. Throws on a type that no policy stream holds. */
export function applyPolicyEntry(state: PolicyState | null, fact: Fact): PolicyState {
  // It changes no rule; the policy is there before a budget of it warns.
  if (fact.type === 'budget_warned') return state as PolicyState
  if (fact.type !== 'policy_changed') throw new Error(`${fact.type} has no fold in a policy's stream`)
  const { scope, version, document } = fact.body
  return { scope, version, document, changedAt: fact.at }
}
