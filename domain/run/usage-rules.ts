import { tokensOf } from '../task/task-rules.ts'
import type { Usage } from './run.ts'

const knownCostOf = ({ costNanoUsd, knownNanoUsd }: Usage): number | null =>
  costNanoUsd ?? knownNanoUsd ?? null

/** What is known to be used: the least that it can be. The cost is null where no part of it has a price. */
export const knownUse = (usage: Usage): { tokens: number; costNanoUsd: number | null } => ({
  tokens: tokensOf(usage),
  costNanoUsd: knownCostOf(usage),
})

/** As gateways write down an answer that failed. */
const isNothing = (usage: Usage): boolean => tokensOf(usage) === 0 && knownCostOf(usage) === null

/**
 * Two uses as one. A price that one of them lacks makes the price of both unknown: unknown is not zero. What is known of it
 * stays known.
 */
export function usageSum(a: Usage | null, b: Usage): Usage {
  if (a === null || isNothing(a)) return b
  if (isNothing(b)) return a
  const known = (knownCostOf(a) ?? 0) + (knownCostOf(b) ?? 0)
  const isPriced = a.costNanoUsd !== null && b.costNanoUsd !== null
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    costNanoUsd: isPriced ? known : null,
    ...(!isPriced && known > 0 && { knownNanoUsd: known }),
  }
}

interface KnownUsage {
  transcript: Usage | null
  reported: Usage | null
  /** Part of the transcript is missing. */
  isCut?: boolean
}

/** What is recorded of a run's use. Where its end was not seen, or its transcript not all read, it may have used more. */
interface ToldUsage {
  usage: Usage | null
  isUsageLastReported?: true
}

/**
 * By its transcript where there is one, else by what the plugin reported last, else not known. Of a transcript that is cut
 * and a report, which are both the least that it can be, the greater one counts.
 */
export function toldUsage({ transcript, reported, isCut }: KnownUsage, isEndSeen: boolean): ToldUsage {
  const isMore = isCut && transcript && reported && tokensOf(reported) > tokensOf(transcript)
  const usage = isMore ? reported : (transcript ?? reported)
  const isWhole = usage === null || (transcript !== null && !isCut && isEndSeen)
  return { usage, ...(!isWhole && { isUsageLastReported: true }) }
}
