import { z } from 'zod'
import { GrantTarget } from '../../grant/grant.ts'
import { EffectClass } from '../../policy/policy.ts'
import { at, text } from './fields.ts'

/** What a standing grant's stream holds. Each use of it is an entry of the task that used it. */
export const standingGrantBodies = {
  standing_grant_made: z.strictObject({
    projectId: text,
    agentId: text,
    /** The approval that it was made from. */
    taskId: text,
    proposalId: text,
    tool: text,
    effectClass: EffectClass,
    target: GrantTarget,
    count: z.int().min(1),
    until: at,
  }),
  standing_grant_revoked: z.strictObject({ reason: text }),
  standing_grant_ended: z.strictObject({ why: z.enum(['used_up', 'expired']), uses: z.int() }),
} as const
