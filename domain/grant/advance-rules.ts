import { isWhole, lowestAsked } from '../approval/asked-rules.ts'
import { type AskedRisk, risks } from '../approval/risk.ts'
import { leastRiskOf, riskOf } from '../approval/risk-rules.ts'
import { effectOf } from '../policy/effect-of-rules.ts'
import type { EffectivePolicy } from '../policy/effective-rules.ts'
import { ofMoney } from '../policy/money-rules.ts'
import type { EffectClass } from '../policy/policy.ts'
import type { Scope } from '../policy/scope.ts'
import { maskedParameters } from '../run/masking.ts'
import type { Parameters } from '../run/run.ts'
import type { AdvanceSource } from './grant.ts'
import { isWithinTarget } from './target-rules.ts'

/** Of one rule or standing grant: more than that a run asks for like any other. */
export const mostForOneRun = 5

export interface TriedCall {
  tool: string
  parameters: Parameters
  hash: string
  /** ISO. */
  at: string
}

/** Whether this permission is for this call. What does not say plainly how much it moves never passes by a rule. */
export function covers(source: AdvanceSource, call: TriedCall): boolean {
  return isMeant(source, call) && isBelow(source, call)
}

function isMeant(source: AdvanceSource, { tool, parameters, hash, at }: TriedCall): boolean {
  const { effectClass, classes, isKnown, amountUsd } = effectOf(tool, parameters)
  if (source.kind === 'standing') {
    const isSame = source.tool === tool && source.effectClass === effectClass
    return isSame && at < source.until && isWithinTarget(source.target, hash, parameters)
  }
  const isOfThatKind = isKnown && classes.every((shown) => shown === source.effectClass)
  return isOfThatKind && amountUsd !== null && amountUsd <= source.upToUsd
}

/**
 * Of less risk than the policy asks somebody for. The Mac does not know the record: what would be masked there cannot be read
 * there, and under a rule a call of a tool that nobody allowed before is the first.
 */
function isBelow(source: AdvanceSource, { tool, parameters, hash }: TriedCall): boolean {
  const { below } = source
  if (below === undefined) return true
  const { effectClass } = effectOf(tool, parameters)
  const { level } = riskOf(
    { tool, effectClass, parameters },
    {
      isWhole: isWhole({ tool, parameters: maskedParameters(parameters), hash }),
      isFirst: source.kind === 'automatic' && !source.knownTools?.includes(tool),
      // Nothing is sent under a rule, and a standing grant is for where it was sent before.
      isFirstThere: false,
    },
  )
  return risks.indexOf(level) < risks.indexOf(below)
}

/** A rule by which effects pass by themselves, and how many of the day's are used or given out. */
export interface AutomaticRule {
  effectClass: EffectClass
  scope: Scope
  upToUsd: number
  perDay: number
  taken: number
  below?: AskedRisk
}

/**
 * The rules of a policy by which something may pass; only of what moves money, and none of a class of which every call is of a
 * risk of which the policy asks somebody.
 */
export function automaticRules({
  approvals,
  riskApprovers,
}: {
  approvals: Partial<EffectivePolicy['approvals']>
  riskApprovers: EffectivePolicy['riskApprovers']
}): Omit<AutomaticRule, 'taken'>[] {
  // Whoever is asked, it does not pass by itself.
  const below = lowestAsked({ riskApprovers }, () => true)
  const isNever = (effect: EffectClass) =>
    below !== null && risks.indexOf(leastRiskOf(effect)) >= risks.indexOf(below)
  return Object.entries(approvals).flatMap(([effect, { value, from }]) => {
    const { who, upToUsd, perDay } = value
    if (who !== 'auto' || upToUsd === null || perDay === undefined || from === 'default') return []
    const effectClass = effect as EffectClass
    if (!ofMoney.includes(effectClass) || isNever(effectClass)) return []
    return [{ effectClass, scope: from, upToUsd, perDay, ...(below && { below }) }]
  })
}

/** How many of them a run gets. `left` is what the limits of effects in an hour leave; null: there is none. */
export const issuedTo = (limit: number, taken: number, left: number | null): number =>
  Math.max(0, Math.min(mostForOneRun, limit - taken, left ?? mostForOneRun))
