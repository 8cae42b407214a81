import { z } from 'zod'
import { Policy } from '../policy/policy.ts'
import { Reserved } from './run.ts'

/** The task that the record has of a foreign run, and the policy that its calls are held against. */
export const Adoption = z.strictObject({
  taskId: z.string(),
  projectId: z.string(),
  agentId: z.string(),
  policy: Policy,
  /** What it may use before its Mac ends it. Absent: no budget counts it. */
  reserved: Reserved.optional(),
  /** Why its Mac ends it at once, as a sentence: runs are held. Absent: nothing holds it. */
  held: z.string().optional(),
})
export type Adoption = z.infer<typeof Adoption>

export const AdoptionAnswer = z.strictObject({
  adoption: Adoption.nullable(),
  /** A sentence where no agent of Front Office works on the agent that ran. */
  why: z.string(),
  /** The record has how it ended. */
  isOver: z.literal(true).optional(),
})
export type AdoptionAnswer = z.infer<typeof AdoptionAnswer>
