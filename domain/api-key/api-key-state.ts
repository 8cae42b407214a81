import type { Fact } from '../ledger/entry.ts'
import type { KeyScope } from './api-key-rules.ts'

export interface ApiKeyState extends KeyScope {
  name: string
  createdAt: string
  createdBy: string
  revokedAt: string | null
}

/** The fold of a key's stream. Throws on a type that no key's stream holds. */
export function applyApiKeyEntry(state: ApiKeyState | null, fact: Fact): ApiKeyState {
  if (fact.type === 'api_key_created') {
    const { name, actions, projectIds } = fact.body
    return { name, actions, projectIds, createdAt: fact.at, createdBy: fact.actor, revokedAt: null }
  }
  if (fact.type === 'api_key_revoked' && state) return { ...state, revokedAt: fact.at }
  throw new Error(`${fact.type} has no fold in an API key's stream`)
}
