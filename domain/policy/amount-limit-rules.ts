import type { Lockout } from './lockout-rules.ts'
import { ofMoney } from './money-rules.ts'
import type { ApprovalRule, EffectClass } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'

/**
 * Amounts that a document newly asks for where they say nothing. What was saved before stays as it is: it is read as if the
 * amount were unknown.
 */
export function amountRefusals({ approvals }: PolicyDocument, before: PolicyDocument): Lockout[] {
  return (Object.entries(approvals) as [EffectClass, ApprovalRule][]).flatMap(([effect, rule]) => {
    const known = before.approvals[effect]
    const isKnown = known?.who === rule.who && known.upToUsd === rule.upToUsd && known.above === rule.above
    if (ofMoney.includes(effect) || isKnown) return []
    if (rule.who === 'auto')
      return [
        { path: `approvals.${effect}.who`, message: `passes by itself only ${why}: choose who has to agree` },
      ]
    if (rule.upToUsd !== null)
      return [{ path: `approvals.${effect}.upToUsd`, message: `counts only ${why}: leave it empty` }]
    return []
  })
}

const why = 'for paying and buying; of anything else the agent may type any amount'
