import { z } from 'zod'
import { askedRisks } from '../approval/risk.ts'
import { EffectClass } from '../policy/policy.ts'
import { scopes } from '../policy/scope.ts'

/** Where calls of a tool may go under a standing grant: to the places that the approved call named, or only that call. */
export const GrantTarget = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('places'),
    /** Every parameter that a call may have. */
    names: z.array(z.string()).max(100),
    /** Of those that say where, the value as JSON; each has to be there, and the same. */
    places: z.record(z.string(), z.string()),
    /** US dollars at most; null: the approved call moved none. */
    upToUsd: z.number().min(0).nullable(),
  }),
  z.strictObject({ kind: z.literal('call'), hash: z.string() }),
])
export type GrantTarget = z.infer<typeof GrantTarget>

/** Only what is of less risk than that: of it the policy asks somebody. Absent: whatever its risk. */
const below = z.enum(askedRisks).optional()

/** What lets a call pass that nobody is asked about. */
export const AdvanceSource = z.discriminatedUnion('kind', [
  /** A rule of the policy, in the document of that scope. */
  z.strictObject({
    kind: z.literal('automatic'),
    effectClass: EffectClass,
    upToUsd: z.number().min(0),
    scope: z.enum(scopes),
    /** Of that document; 0: it had none. */
    policyVersion: z.int(),
    below,
    /** With `below`: tools of which somebody allowed the agent a call before. Of any other it would be the first. */
    knownTools: z.array(z.string()).optional(),
  }),
  z.strictObject({
    kind: z.literal('standing'),
    standingGrantId: z.string(),
    tool: z.string(),
    effectClass: EffectClass,
    target: GrantTarget,
    until: z.iso.datetime({ precision: 3 }),
    below,
  }),
])
export type AdvanceSource = z.infer<typeof AdvanceSource>

/** Permission for one call that is not known yet, claimed before the run that may use it starts. */
export const AdvanceGrant = z.strictObject({
  grantId: z.string(),
  effectKey: z.string(),
  source: AdvanceSource,
})
export type AdvanceGrant = z.infer<typeof AdvanceGrant>
