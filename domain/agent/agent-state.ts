import type { Fact } from '../ledger/entry.ts'

export interface AgentState {
  projectId: string
  name: string
  role: string
  charter: string
  executorId: string | null
  openclawAgentId: string
  createdAt: string
}

/** The fold of an agent's stream. Throws on a type that no agent stream holds. */
export function applyAgentEntry(_state: AgentState | null, fact: Fact): AgentState {
  if (fact.type === 'agent_created') return { ...fact.body, createdAt: fact.at }
  throw new Error(`${fact.type} has no fold in an agent's stream`)
}
