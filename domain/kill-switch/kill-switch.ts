import { z } from 'zod'

/** What one switch stops. */
export const killScopes = ['everything', 'project', 'agent'] as const
export const KillScope = z.enum(killScopes)
export type KillScope = z.infer<typeof KillScope>

/** One that is on, by its scope: `everything`, a project's id or an agent's. */
export interface ActiveSwitch {
  scopeId: string
  scope: KillScope
  /** Of whoever set it, in their words. */
  reason: string
  byName: string
}

/**
 * What an executor's Mac is told of the switches that are on, each as a sentence. `scopes` by the id of the project or
 * agent. `agents` by the gateway's own name for them, which several of ours may share: runs that nobody here started are
 * known by nothing else. What a later version tells besides is left out: the rest of it counts.
 */
export const KillOrders = z.object({
  everything: z.string().nullable(),
  scopes: z.record(z.string(), z.string()),
  agents: z.record(z.string(), z.string()),
  /** Who had this executor drain, and why. Absent or null: nobody. */
  drain: z.string().nullable().optional(),
  /** Standing grants that were revoked and that a run may still have. Absent: none. */
  revokedGrants: z.array(z.string()).optional(),
})
export type KillOrders = z.infer<typeof KillOrders>

/** An agent that has a part in what an executor does. */
export interface OrderedAgent {
  agentId: string
  projectId: string
  /** Null: it has moved away, and only what it began here is still of this executor. */
  openclawAgentId: string | null
}

/** Who would do something on a Mac: an agent of its gateway, and, of what Front Office started, the agent here. */
export interface Doer {
  openclawAgentId: string
  projectId?: string | undefined
  agentId?: string | undefined
}
