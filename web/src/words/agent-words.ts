import type { agentBodies } from '#domain/ledger/bodies/agent.ts'
import type { Some } from './said.ts'

export const agentWords: Some<keyof typeof agentBodies> = {
  agent_created: (body) => ({ what: `created the agent ${body.name}`, detail: body.charter }),
}
