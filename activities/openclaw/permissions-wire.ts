import { z } from 'zod'

/** Milliseconds that are a time: any other number is an odd answer, and not one that a look fails by again and again. */
const Ms = z.number().min(0).max(8.64e15)

/** What a gateway lets agents do by its own rules (brief 11.9, 11.13). Uses are told apart from what is allowed. */
const Allowed = z.looseObject({
  id: z.string().optional(),
  pattern: z.string(),
  argPattern: z.string().optional(),
  lastUsedAt: Ms.optional(),
})
const McpTool = z.looseObject({ server: z.string(), tool: z.string(), lastUsedAt: Ms.optional() })
const Modes = z.looseObject({
  security: z.string().optional(),
  ask: z.string().optional(),
  askFallback: z.string().optional(),
  autoAllowSkills: z.boolean().optional(),
})
const OfAgent = Modes.extend({
  allowlist: z.array(Allowed).optional(),
  mcpTools: z.array(McpTool).optional(),
})
const ApprovalsFile = z.looseObject({
  defaults: Modes.optional(),
  agents: z.record(z.string(), OfAgent).optional(),
})
export const Approvals = z.looseObject({
  hash: z.string(),
  file: ApprovalsFile,
  resolvedDefaults: Modes.optional(),
})
export const Grants = z.object({
  grants: z.array(
    z.looseObject({
      grantId: z.string(),
      agentId: z.string(),
      cronJobId: z.string(),
      cronJobName: z.string().nullable(),
      command: z.string(),
      cwd: z.string().nullable(),
      expiresAtMs: Ms.nullable(),
      revokedAtMs: Ms.nullable(),
      lastUsedAtMs: Ms.nullable(),
      useCount: z.int().min(0),
    }),
  ),
})
/** `not-found` too: what is not there lets nothing pass. */
export const Revoked = z.object({ outcome: z.enum(['revoked', 'already-revoked', 'not-found']) })

export type ApprovalsFile = z.output<typeof ApprovalsFile>
export type Approvals = z.output<typeof Approvals>
export type OfAgent = z.output<typeof OfAgent>
export type Allowed = z.output<typeof Allowed>
export type McpTool = z.output<typeof McpTool>
export type Modes = z.output<typeof Modes>
export type Grant = z.output<typeof Grants>['grants'][number]
