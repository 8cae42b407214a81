import { approversOf, stricterOf } from './approval-need-rules.ts'
import { effectOf } from './effect-of-rules.ts'
import { ofMoney } from './money-rules.ts'
import type { ApprovalRule, Approvers, EffectClass } from './policy.ts'

type Rules = Partial<Record<EffectClass, ApprovalRule>>

/** Calls of these classes may do anything: commands where they are not known, the rest always. */
export const openClasses: readonly EffectClass[] = ['exec', 'other']

/**
 * Who must agree to this call: the strictest that the policy asks of anything that it shows. What may do anything needs
 * the strictest that the policy asks of any class, unless it says what it asks of just these. Up to an amount less is asked
 * only of what moves money: of anything else an amount is a parameter that the agent may type.
 */
export function neededBy(
  stated: Rules | undefined,
  tool: string,
  parameters: Record<string, unknown>,
): Approvers {
  const rules = stated ?? {}
  const { effectClass, classes, isKnown, amountUsd } = effectOf(tool, parameters)
  const isOpen = !isKnown && rules[effectClass] === undefined
  const asked = isOpen ? (Object.keys(rules) as EffectClass[]) : classes
  return asked
    .map((effect) => approversOf(rules[effect], ofMoney.includes(effect) ? amountUsd : null))
    .reduce(stricterOf, 'one')
}

/** What is asked of a call that may do anything: no amount lowers it, whatever it says. */
export interface AskedOfAny {
  needs: Approvers
  /** Whose rules ask for that much; none where nobody asks for more than one. */
  classes: EffectClass[]
}

export function askedOfAny(stated: Rules): AskedOfAny {
  const rules = Object.entries(stated) as [EffectClass, ApprovalRule][]
  const needs = rules.map(([, rule]) => approversOf(rule, null)).reduce(stricterOf, 'one')
  const strict = needs === 'one' ? [] : rules.filter(([, rule]) => approversOf(rule, null) === needs)
  return { needs, classes: strict.map(([effect]) => effect) }
}
