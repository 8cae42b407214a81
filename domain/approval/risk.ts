import { z } from 'zod'

export const risks = ['low', 'medium', 'high'] as const
export type Risk = (typeof risks)[number]

/** Of which a policy may ask somebody, whatever the call does. */
export const askedRisks = ['medium', 'high'] as const
export type AskedRisk = (typeof askedRisks)[number]

/** How much harm a yes may do, and why that is not less, as it was found. */
export const RiskFound = z.strictObject({ level: z.enum(risks), why: z.array(z.string()) })
