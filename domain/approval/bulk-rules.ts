import type { DecisionRefusal } from './approval-rules.ts'
import type { RiskOf } from './risk-rules.ts'

/** Decisions of one request. */
export const mostAtOnce = 50

/** Whatever the verdict: what is of high risk is opened and read before somebody decides it. */
export function bulkRefusal({ level, why }: RiskOf): DecisionRefusal | null {
  if (level !== 'high') return null
  const message = `It is of high risk: ${why.join('; ')}. Open it and decide it by itself.`
  return { code: 'high_risk', message }
}
