import { recipientsOf } from '../grant/target-rules.ts'
import { amountOf } from '../policy/approval-need-rules.ts'
import { effectOf } from '../policy/effect-of-rules.ts'
import { isOfMoney, ofMoney } from '../policy/money-rules.ts'
import type { EffectClass } from '../policy/policy.ts'
import type { ProposalState } from '../task/task.ts'
import { type Risk, risks } from './risk.ts'

/** What the record knows beside the proposal itself. */
export interface Standing {
  /** Nothing of the parameters is masked: they hash to what the approval is bound to. */
  isWhole: boolean
  /** The agent was never allowed a call of this tool before. */
  isFirst: boolean
  /** Nothing that the agent sent to one of its recipients was ever allowed before. */
  isFirstThere: boolean
}

export interface RiskOf {
  level: Risk
  /** Why it is not lower, in words; the strongest first. */
  why: string[]
}

/** As a reason, within a sentence. */
export const riskReason = ({ level, why }: RiskOf): string =>
  `it is of ${level} risk${why.length > 0 ? `: ${why.join('; ')}` : ''}`

const twoApproversWords = 'it needs two approvers'
export const twoApprovers: RiskOf = { level: 'high', why: [twoApproversWords] }

/** Above it money is a high risk, up to it a medium one. US dollars. */
const mostMediumUsd = 100

const noRisk: [Risk, string] = ['low', '']

/** What a class is by itself. What runs anything, what nobody recognises and what takes away is high. */
const ofClass: Record<EffectClass, [Risk, string]> = {
  // By whom it goes to: reachRisk.
  send: noRisk,
  publish: ['medium', 'it is published'],
  pay: ['medium', 'it moves money'],
  buy: ['medium', 'it moves money'],
  deploy: ['high', 'it changes what runs'],
  delete: ['high', 'it deletes'],
  exec: ['high', 'a command can do anything on the Mac'],
  other: ['high', 'nobody knows what this tool does outside'],
}
/** No call of the class is of less. */
export const leastRiskOf = (effectClass: EffectClass): Risk => ofClass[effectClass][0]

/** `tool` left out: only what its call does is known. */
type Weighed = Pick<ProposalState, 'effectClass' | 'parameters' | 'needs'> &
  Partial<Pick<ProposalState, 'tool'>>

/**
 * How much harm a yes may do, from what is recorded alone. The highest of these counts, and what is unknown is the highest:
 * its class; of what is sent, whom it goes to (several or a list medium, not said plainly high); money (up to 100 USD medium, more or not said plainly high); parameters that are masked: high; two approvers
 * asked for: high; somebody other than the requester: medium. The first of its kind, or to one of its recipients, is one step
 * higher.
 */
export function riskOf(
  { tool, effectClass, parameters, needs }: Weighed,
  { isWhole, isFirst, isFirstThere }: Standing,
): RiskOf {
  const isSent = doesSend({ tool, effectClass })
  const isNewThere = isSent && isFirstThere
  const found = [ofClass[effectClass], moneyRisk(effectClass, parameters)]
  if (isSent) found.push(reachRisk(parameters))
  if (!isWhole) found.push(['high', 'part of it is masked and cannot be read here'])
  if (needs === 'two') found.push(['high', twoApproversWords])
  if (needs === 'other') found.push(['medium', 'it needs somebody other than the requester'])
  const highest = Math.max(...found.map(([risk]) => risks.indexOf(risk)))
  const level = risks[highest + Number(isFirst || isNewThere)] ?? 'high'
  const strongest = found.filter(([risk, words]) => words !== '' && risks.indexOf(risk) === highest)
  const why = [...new Set(strongest.map(([, words]) => words))]
  if (isFirst) why.push('it is the first of its kind')
  else if (isNewThere) why.push('it is the first to go there')
  return { level, why }
}

/** A tool that sends sends, whatever a parameter says that it does besides. */
export const doesSend = ({ tool, effectClass }: Pick<Weighed, 'tool' | 'effectClass'>): boolean =>
  effectClass === 'send' || (tool !== undefined && effectOf(tool, {}).effectClass === 'send')

/** What is sent can't be called back, so how many get it counts. */
function reachRisk(parameters: ProposalState['parameters']): [Risk, string] {
  const recipients = recipientsOf(parameters)
  if (!recipients) return ['high', 'whom it goes to is not said plainly']
  if (recipients.reach === 'one') return noRisk
  return ['medium', recipients.reach === 'list' ? 'it goes to a list or to everyone' : 'it goes to several']
}

/** Only money that is plainly said lowers the risk of a call that speaks of money. */
function moneyRisk(effectClass: EffectClass, parameters: ProposalState['parameters']): [Risk, string] {
  const amount = amountOf(parameters)
  if (amount !== null) {
    if (amount > mostMediumUsd) return ['high', `more than ${mostMediumUsd} USD`]
    return amount > 0 ? ['medium', 'it moves money'] : noRisk
  }
  if (!ofMoney.includes(effectClass) && !speaksOfMoney(parameters)) return noRisk
  return ['high', 'how much money is not said plainly']
}

/** By the name of a parameter, at any depth. */
const speaksOfMoney = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([name, inner]) => isOfMoney(name) || speaksOfMoney(inner))
