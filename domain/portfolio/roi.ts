import type { EntryType } from '../ledger/entry.ts'
import { lessOf, sumOf, timesOf, usdOfNano } from '../outcome/amount.ts'

/** Why a part of a sum is not known. */
export const gapReasons = ['run_without_price', 'no_exchange_rate'] as const
export type GapReason = (typeof gapReasons)[number]

/** A sum and what is missing from it. As long as something is missing the sum is unknown; unknown is never zero. */
export interface Sum {
  /** The part that is known, a decimal. */
  known: string
  gaps: { why: GapReason; count: number }[]
}

export const isKnown = ({ gaps }: Sum): boolean => gaps.length === 0
const without = (known: string): Sum => ({ known, gaps: [] })
const withGap = (known: string, why: GapReason, count: number): Sum => ({
  known,
  gaps: count > 0 ? [{ why, count }] : [],
})

const gapsOf = (sums: readonly Sum[]): Sum['gaps'] =>
  gapReasons.flatMap((why) => {
    const count = sums
      .flatMap(({ gaps }) => gaps)
      .reduce((n, gap) => n + (gap.why === why ? gap.count : 0), 0)
    return count > 0 ? [{ why, count }] : []
  })

export const plus = (...sums: readonly Sum[]): Sum => ({
  known: sumOf(sums.map(({ known }) => known)),
  gaps: gapsOf(sums),
})
const minus = (from: Sum, sum: Sum): Sum => ({
  known: lessOf(from.known, sum.known),
  gaps: gapsOf([from, sum]),
})

/** Events of one kind that count: those in the portfolio's currency added up, the rest only counted. */
interface Booked {
  sum: string
  count: number
  inOtherCurrency: number
}

export interface Actions {
  decisions: number
  answers: number
  messages: number
}

/** The entries that count, where an operator is who did it. Each is one act of one person. */
export const typesOfAction = {
  decisions: [
    ...['approval_given', 'approval_decided', 'effect_settled', 'deliverable_reviewed', 'work_accepted'],
    ...['fork_settled', 'runbook_step_ended', 'runbook_run_fork_settled'],
    ...['finding_repair_requested', 'finding_adopted', 'finding_ignored'],
  ],
  answers: ['question_answered'],
  messages: ['message_sent'],
} as const satisfies Record<keyof Actions, readonly EntryType[]>

/** What a project's rows hold about a stretch of time. */
export interface RoiParts {
  revenue: Booked
  cost: Booked
  /** Ended runs. `nanoUsd` adds up those with a price, in billionths of a dollar. */
  runs: { nanoUsd: string; count: number; withoutPrice: number }
  actions: Actions
  /** Of an hour of an operator, in the portfolio's currency; null: their time is left out. */
  perHour: string | null
}

/** An estimate, the same for everybody. Each is a multiple of three minutes, so that its price is exact. */
export const minutesOfAction = { decisions: 3, answers: 6, messages: 3 } as const satisfies Actions

export const minutesOf = (actions: Actions): number =>
  actions.decisions * minutesOfAction.decisions +
  actions.answers * minutesOfAction.answers +
  actions.messages * minutesOfAction.messages

export interface Roi {
  revenue: Sum
  modelCost: Sum
  otherCost: Sum
  /** Null: no rate is set, so operators' time is in no sum. */
  operatorCost: Sum | null
  cost: Sum
  /** What is left of the revenue after all costs. */
  roi: Sum
  /** What the sums were counted from. */
  counts: { revenue: number; cost: number; runs: number; runsWithoutPrice: number }
  operatorMinutes: number
  actions: Actions
}

const booked = ({ sum, inOtherCurrency }: Booked): Sum =>
  withGap(sumOf([sum]), 'no_exchange_rate', inOtherCurrency)

/** Models are priced in dollars: in a portfolio of another currency every priced run is unknown too. */
function modelCostOf({ nanoUsd, count, withoutPrice }: RoiParts['runs'], currency: string): Sum {
  if (currency === 'USD') return withGap(usdOfNano(nanoUsd), 'run_without_price', withoutPrice)
  return plus(
    withGap('0', 'run_without_price', withoutPrice),
    withGap('0', 'no_exchange_rate', count - withoutPrice),
  )
}

const threeMinutes = '0.05'
const operatorCostOf = (perHour: string, minutes: number): Sum =>
  without(timesOf(timesOf(perHour, threeMinutes), String(minutes / 3)))

/** Revenue − model cost − other cost − operator minutes × rate. */
export function roiOf(parts: RoiParts, currency: string): Roi {
  const { actions, perHour, runs } = parts
  const revenue = booked(parts.revenue)
  const otherCost = booked(parts.cost)
  const modelCost = modelCostOf(runs, currency)
  const operatorMinutes = minutesOf(actions)
  const operatorCost = perHour === null ? null : operatorCostOf(perHour, operatorMinutes)
  const cost = plus(modelCost, otherCost, ...(operatorCost ? [operatorCost] : []))
  return {
    revenue,
    modelCost,
    otherCost,
    operatorCost,
    cost,
    roi: minus(revenue, cost),
    counts: {
      revenue: parts.revenue.count + parts.revenue.inOtherCurrency,
      cost: parts.cost.count + parts.cost.inOtherCurrency,
      runs: runs.count,
      runsWithoutPrice: runs.withoutPrice,
    },
    operatorMinutes,
    actions,
  }
}

/** Of several projects, or of several stretches of time of one. Operators' time counts where it has a price. */
export function totalOf(parts: readonly Roi[]): Roi {
  const sum = (of: (roi: Roi) => Sum) => plus(...parts.map(of))
  const count = (of: (roi: Roi) => number) => parts.reduce((n, roi) => n + of(roi), 0)
  const priced = parts.flatMap(({ operatorCost }) => operatorCost ?? [])
  return {
    revenue: sum((roi) => roi.revenue),
    modelCost: sum((roi) => roi.modelCost),
    otherCost: sum((roi) => roi.otherCost),
    operatorCost: priced.length > 0 ? plus(...priced) : null,
    cost: sum((roi) => roi.cost),
    roi: sum((roi) => roi.roi),
    counts: {
      revenue: count((roi) => roi.counts.revenue),
      cost: count((roi) => roi.counts.cost),
      runs: count((roi) => roi.counts.runs),
      runsWithoutPrice: count((roi) => roi.counts.runsWithoutPrice),
    },
    operatorMinutes: count((roi) => roi.operatorMinutes),
    actions: {
      decisions: count((roi) => roi.actions.decisions),
      answers: count((roi) => roi.actions.answers),
      messages: count((roi) => roi.actions.messages),
    },
  }
}
