import type { Approvers } from '../policy/policy.ts'
import type { DecisionRefusal } from './approval-rules.ts'
import { type RiskOf, twoApprovers } from './risk-rules.ts'

/** Decisions of one request. */
export const mostAtOnce = 50

/**
 * Whatever the verdict: what is of high risk is opened and read before somebody decides it. `needs`: whom the policy asks
 * for by now, where that may be more than the risk was read from.
 */
export function bulkRefusal(risk: RiskOf, needs?: Approvers): DecisionRefusal | null {
  const { level, why } = needs === 'two' && risk.level !== 'high' ? twoApprovers : risk
  if (level !== 'high') return null
  const message = `It is of high risk: ${why.join('; ')}. Open it and decide it by itself.`
  return { code: 'high_risk', message }
}
