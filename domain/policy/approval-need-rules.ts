import type { ApprovalRule, Approvers } from './policy.ts'

/** A parameter that says how much, by its name. Two of them, or none, say nothing. */
const says = /^(amount|total|price|sum|value|cost)(_?usd)?$/i

/** US dollars that a call moves, read from its parameters; null where they do not say it plainly: unknown. */
export function amountOf(parameters: Record<string, unknown>): number | null {
  const named = Object.entries(parameters).filter(([name]) => says.test(name))
  const [name, value] = named[0] ?? []
  const isUsd = name !== undefined && (/usd$/i.test(name) || parameters.currency === 'USD')
  if (named.length !== 1 || !isUsd) return null
  const amount = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 ? amount : null
}

/** Who must agree to this call. An amount that is not known is treated as the highest. */
export function approversOf(rule: ApprovalRule | undefined, parameters: Record<string, unknown>): Approvers {
  if (!rule) return 'one'
  if (rule.upToUsd === null) return rule.who
  const amount = amountOf(parameters)
  return amount !== null && amount <= rule.upToUsd ? rule.who : rule.above
}

const strictness: readonly Approvers[] = ['one', 'other', 'two']

export const stricterOf = (a: Approvers = 'one', b: Approvers = 'one'): Approvers =>
  strictness.indexOf(a) >= strictness.indexOf(b) ? a : b
