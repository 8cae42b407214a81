import type { Fact } from '../ledger/entry.ts'
import type { Policy } from '../policy/policy.ts'

export interface ProjectState {
  name: string
  mission: string
  isSample: boolean
  policy: Policy
  createdAt: string
  removedAt: string | null
}

/** The fold of a project's stream. Throws on a type that no project stream holds. */
export function applyProjectEntry(state: ProjectState | null, fact: Fact): ProjectState {
  if (fact.type === 'project_created') return { ...fact.body, createdAt: fact.at, removedAt: null }
  if (fact.type === 'project_removed' && state) return { ...state, removedAt: fact.at }
  throw new Error(`${fact.type} has no fold in a project's stream`)
}
