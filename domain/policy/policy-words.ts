import { safeTools } from './gate-policy.ts'
import type { Policy } from './policy.ts'

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

/** A policy as an agent reads it, one rule a line. */
export function policyWords(policy: Policy): string[] {
  const passing = [...safeTools, ...policy.extraSafeTools.filter((tool) => !safeTools.includes(tool))]
  return [
    `These tools pass without asking: ${passing.join(', ')}. Every other call is held until an operator approves it.`,
    ...(policy.deniedTools?.length ? [`These are never allowed: ${policy.deniedTools.join(', ')}.`] : []),
    `A held call that nobody decides on expires after ${durationWords(policy.approvalTtlMs)}.`,
    `A run ends after ${durationWords(policy.runDeadlineMs)} at most.`,
  ]
}
