import { amountOf } from '../policy/approval-need-rules.ts'
import type { EffectClass } from '../policy/policy.ts'
import type { ProposalState } from '../task/task.ts'

export const risks = ['low', 'medium', 'high'] as const
export type Risk = (typeof risks)[number]

/** What the record knows beside the proposal itself. */
interface Standing {
  /** Nothing of the parameters is masked: they hash to what the approval is bound to. */
  isWhole: boolean
  /** The agent was never allowed a call of this tool before. */
  isFirst: boolean
}

export interface RiskOf {
  level: Risk
  /** Why it is not lower, in words; the strongest first. */
  why: string[]
}

/** Above it money is a high risk, up to it a medium one. US dollars. */
const mostMediumUsd = 100

/** What a class is by itself. What runs anything, what nobody recognises and what takes away is high. */
const ofClass: Record<EffectClass, [Risk, string]> = {
  send: ['low', ''],
  publish: ['medium', 'it is published'],
  pay: ['medium', 'it moves money'],
  buy: ['medium', 'it moves money'],
  deploy: ['high', 'it changes what runs'],
  delete: ['high', 'it deletes'],
  exec: ['high', 'a command can do anything on the Mac'],
  other: ['high', 'nobody knows what this tool does outside'],
}
const moneyWords = new Set(
  [
    ...[
      'amount',
      'total',
      'price',
      'sum',
      'cost',
      'value',
      'fee',
      'budget',
      'bid',
      'payment',
      'refund',
      'balance',
    ],
    ...['usd', 'dollar', 'cent', 'eur', 'euro', 'gbp', 'pound', 'chf', 'currency'],
  ].flatMap((word) => [word, `${word}s`]),
)

/**
 * How much harm a yes may do, from what is recorded alone. The highest of these counts, and what is unknown is the highest:
 * its class; money (up to 100 USD medium, more or not said plainly high); parameters that are masked: high; two approvers
 * asked for: high; somebody other than the requester: medium. The first of its kind is one step higher.
 */
export function riskOf(
  { effectClass, parameters, needs }: Pick<ProposalState, 'effectClass' | 'parameters' | 'needs'>,
  { isWhole, isFirst }: Standing,
): RiskOf {
  const found = [ofClass[effectClass], moneyRisk(effectClass, parameters)]
  if (!isWhole) found.push(['high', 'part of it is masked and cannot be read here'])
  if (needs === 'two') found.push(['high', 'it needs two approvers'])
  if (needs === 'other') found.push(['medium', 'it needs somebody other than the requester'])
  const highest = Math.max(...found.map(([risk]) => risks.indexOf(risk)))
  const level = risks[Math.min(highest + Number(isFirst), risks.length - 1)] ?? 'high'
  const strongest = found.filter(([risk, words]) => words !== '' && risks.indexOf(risk) === highest)
  const why = [...new Set(strongest.map(([, words]) => words))]
  return { level, why: isFirst ? [...why, 'it is the first of its kind'] : why }
}

/** Only money that is plainly said lowers the risk of a call that speaks of money. */
function moneyRisk(effectClass: EffectClass, parameters: ProposalState['parameters']): [Risk, string] {
  const amount = amountOf(parameters)
  if (amount !== null) {
    if (amount > mostMediumUsd) return ['high', `more than ${mostMediumUsd} USD`]
    return amount > 0 ? ['medium', 'it moves money'] : ['low', '']
  }
  const isMoney = effectClass === 'pay' || effectClass === 'buy'
  if (!isMoney && !speaksOfMoney(parameters)) return ['low', '']
  return ['high', 'how much money is not said plainly']
}

/** By the words of a parameter’s name, at any depth: `totalAmount`, `invoice.price_usd`, and not `summary`. */
const speaksOfMoney = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(
    ([name, inner]) =>
      name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).some((word) => moneyWords.has(word.toLowerCase())) ||
      speaksOfMoney(inner),
  )
