import { z } from 'zod'
import { text } from './fields.ts'

/** What an agent's stream holds. */
export const agentBodies = {
  agent_created: z.strictObject({
    projectId: text,
    name: text,
    role: text,
    charter: text,
    executorId: text.nullable(),
    openclawAgentId: text,
  }),
} as const
