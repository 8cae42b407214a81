import { safeParameters, safeTools } from './gate-policy.ts'
import { ofMoney } from './money-rules.ts'
import type { EffectClass, Policy } from './policy.ts'

const units: [ms: number, word: string][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
]

/** In the largest unit that gives a whole number: 3 days, 90 minutes. */
export function durationWords(ms: number): string {
  const [size, word] = units.find(([unit]) => ms >= unit && ms % unit === 0) ?? [1, 'millisecond']
  return `${ms / size} ${word}${ms === size ? '' : 's'}`
}

const automaticWords = ({ approvals = {} }: Policy): string[] =>
  Object.entries(approvals).flatMap(([effect, { who, upToUsd }]) =>
    who === 'auto' && ofMoney.includes(effect as EffectClass)
      ? [
          `An effect of the kind ${effect} of at most ${upToUsd} US dollars may pass without asking, if the call says its amount plainly in one parameter; only a few do.`,
        ]
      : [],
  )

const safeWords = (tool: string) =>
  safeParameters[tool] ? `${tool} (with no parameters but ${safeParameters[tool].join(' and ')})` : tool

/** A policy as an agent reads it, one rule a line. */
export function policyWords(policy: Policy): string[] {
  const passing = [
    ...safeTools.map(safeWords),
    ...policy.extraSafeTools.filter((tool) => !safeTools.includes(tool)),
  ]
  return [
    `These tools pass without asking: ${passing.join(', ')}. Every other call is held until an operator approves it.`,
    ...automaticWords(policy),
    ...(policy.deniedTools?.length ? [`These are never allowed: ${policy.deniedTools.join(', ')}.`] : []),
    ...(policy.domains ? [domainWords(policy.domains)] : []),
    ...(policy.skills ? [skillWords(policy.skills)] : []),
    `A held call that nobody decides on expires after ${durationWords(policy.approvalTtlMs)}.`,
    `A run ends after ${durationWords(policy.runDeadlineMs)} at most.`,
  ]
}

const domainWords = (domains: readonly string[]) =>
  domains.length > 0
    ? `Tools may go only to these domains and what lies below them: ${domains.join(', ')}. Every other address is blocked.`
    : 'No tool may go to any address outside: such calls are blocked.'

const skillWords = (skills: readonly string[]) =>
  skills.length > 0 ? `You may use only these skills: ${skills.join(', ')}.` : 'You may use no skill.'
