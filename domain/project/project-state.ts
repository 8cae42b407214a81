import type { Fact } from '../ledger/entry.ts'
import type { Policy } from '../policy/policy.ts'
import type { Stage } from './stages.ts'

export interface ProjectState {
  name: string
  mission: string
  isSample: boolean
  policy: Policy
  stage: Stage
  stageReason: string
  stageSince: string
  createdAt: string
  removedAt: string | null
}

/** The fold of a project's stream. Throws on a type that no project stream holds. */
export function applyProjectEntry(state: ProjectState | null, fact: Fact): ProjectState {
  if (fact.type === 'project_created') {
    const { stage = 'active', ...body } = fact.body
    return { ...body, stage, stageReason: '', stageSince: fact.at, createdAt: fact.at, removedAt: null }
  }
  if (state && fact.type === 'project_changed') return { ...state, ...fact.body }
  if (state && fact.type === 'project_stage_changed') {
    const { stage, reason } = fact.body
    return { ...state, stage, stageReason: reason, stageSince: fact.at }
  }
  if (state && fact.type === 'project_removed') return { ...state, removedAt: fact.at }
  throw new Error(`${fact.type} has no fold in a project's stream`)
}
