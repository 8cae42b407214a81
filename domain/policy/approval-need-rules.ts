import { isOfMoney } from './money-rules.ts'
import { setOf, withPlurals, wordsIn, wordsOfName } from './name-words.ts'
import type { ApprovalRule, Approvers } from './policy.ts'

/** A parameter that says how much, by its name; in cents or in dollars. Two of them, or none, say nothing. */
const says = /^(amount|total|price|sum|value|cost)(_?usd)?(_?cents)?$/i
/** They change how much it is in the end: where one is there, and is not 1, the amount is not plainly said. */
const factors = withPlurals([
  ...wordsIn('quantity quantities qty count unit time seat licence license installment instalment repeat'),
  ...wordsIn('repetition recurring interval frequency multiplier factor copy copies'),
  ...wordsIn('share night hour day week month year tip tax surcharge shipping'),
])
/** As a number they do the same; as an object they are one such thing, unless a number in it says of how many. */
const things = withPlurals(
  wordsIn('person people guest user member recipient payee employee ticket item period term'),
)
/** A number that names something: `user_id`, `seat number`. */
const names = setOf('id number no nr code name')

/**
 * US dollars that a call moves, read from its parameters at any depth; null where they do not say it plainly: unknown. Beside
 * anything else that speaks of money nobody knows which of them the tool goes by.
 */
export function amountOf(parameters: Record<string, unknown>): number | null {
  const found = fieldsOf(parameters)
  const [field, ...others] = found.filter(({ name }) => says.test(name))
  if (!field || others.length > 0 || found.some((one) => isAgainst(one, field))) return null
  const { name, value, beside } = field
  const { currency } = beside
  const isUsd =
    currency === undefined ? /usd/i.test(name) : typeof currency === 'string' && /^usd$/i.test(currency)
  if (!isUsd) return null
  const amount = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) return null
  return /cents/i.test(name) ? amount / 100 : amount
}

/** Whether the amount is not plainly said where this is there as well. What it stands in, and its currency, belong to it. */
function isAgainst(one: Field, amount: Field): boolean {
  if (one === amount || amount.within.includes(one.value)) return false
  if (one.name === 'currency' && one.beside === amount.beside) return false
  return isOfMoney(one.name) || isMore(one)
}

/** Of a list nobody knows whether each of its entries gets that much. */
function isMore({ name, value, isOfThing }: Field): boolean {
  if (Array.isArray(value) && value.length > 1) return true
  if (value === 1 || isName(name)) return false
  if (hasWordOf(factors, name)) return true
  if (hasWordOf(things, name)) return typeof value !== 'object' || value === null
  return isOfThing && /^[-+.\d]/.test(String(value))
}

const hasWordOf = (set: ReadonlySet<string>, name: string) => wordsOfName(name).some((word) => set.has(word))
const isName = (name: string) => names.has(wordsOfName(name).at(-1) ?? '')

/** Of the name of a parameter. */
export const saysHowMuch = (name: string): boolean => says.test(name)

interface Field {
  name: string
  value: unknown
  /** The object that it stands in. */
  beside: Record<string, unknown>
  /** That, and the objects that it stands in; no lists: what else is in one has no name. */
  within: readonly unknown[]
  /** What it stands in is named as a thing of which there may be many. */
  isOfThing: boolean
}

function fieldsOf(value: unknown, outer: readonly unknown[] = [], isOfThing = false): Field[] {
  if (typeof value !== 'object' || value === null) return []
  const beside = value as Record<string, unknown>
  const within = Array.isArray(value) ? outer : [...outer, value]
  return Object.entries(beside).flatMap(([name, inner]) => [
    { name, value: inner, beside, within, isOfThing },
    ...fieldsOf(inner, within, isOfThing || hasWordOf(things, name)),
  ])
}

/**
 * Who must agree to what moves so many US dollars; null: nobody knows how much, which is treated as the highest. What could
 * have passed by itself and did not, because none was left, needs one.
 */
export function approversOf(rule: ApprovalRule | undefined, amountUsd: number | null): Approvers {
  if (!rule) return 'one'
  const who = rule.who === 'auto' ? 'one' : rule.who
  if (rule.upToUsd === null) return who
  return amountUsd !== null && amountUsd <= rule.upToUsd ? who : rule.above
}

const strictness: readonly Approvers[] = ['one', 'other', 'two']

export const stricterOf = (a: Approvers = 'one', b: Approvers = 'one'): Approvers =>
  strictness.indexOf(a) >= strictness.indexOf(b) ? a : b
