import { z } from 'zod'
import { PolicyDocument, scopes } from '../../policy/policy-document.ts'
import { text } from './fields.ts'

/** What a policy's stream holds: each version whole. */
export const policyBodies = {
  policy_changed: z.strictObject({
    scope: z.enum(scopes),
    version: z.int().min(1),
    document: PolicyDocument.meta({ id: 'PolicyDocument' }),
    note: text,
  }),
} as const
