import { z } from 'zod'
import { metrics, PolicyDocument, periods } from '../../policy/policy-document.ts'
import { scopes } from '../../policy/scope.ts'
import { at, text } from './fields.ts'

/** What a policy's stream holds: each version whole. */
export const policyBodies = {
  policy_changed: z.strictObject({
    scope: z.enum(scopes),
    version: z.int().min(1),
    document: PolicyDocument.meta({ id: 'PolicyDocument' }),
    note: text,
  }),
  /** A budget of it has reached so many percent of its limit, in the period that began at `start`. */
  budget_warned: z.strictObject({
    scope: z.enum(scopes),
    metric: z.enum(metrics),
    period: z.enum(periods),
    start: at,
    ends: at.nullable(),
    threshold: z.int().min(1),
    /** These three in the unit in which use is counted: dollars in billionths. */
    limit: z.int().min(0),
    used: z.int().min(0),
    reserved: z.int().min(0),
    words: text,
  }),
} as const
