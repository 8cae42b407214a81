import type { InboxKind } from './inbox.ts'

/** What the order of the inbox depends on, and nothing else. Times are ISO. */
export interface Ranked {
  id: string
  kind: InboxKind
  since: string
  /** When it ends by itself, badly or undone; null where it stands for ever. */
  until: string | null
  /** When the task that it belongs to is due; null where it belongs to none, or that is due at no time. */
  dueAt: string | null
  /** Something outside waits for it: a send, a payment, a publication. */
  isEffect: boolean
  /** USD that hang on it; null where nobody knows, or no money does. */
  amountUsd: number | null
  /** When it was brought up once more, because its end is near. Null, or absent: it was not. */
  remindedAt?: string | null
  /** Tasks that stand still until it is settled. */
  holds: number
}

/**
 * Points an hour of waiting costs before anything else is known, by what stands still meanwhile. Only their proportions
 * count: an uncertain effect may be doing harm (8), a frozen task moves by nobody else (6), a decision that is due for
 * review, or a budget that is nearly spent, costs least (1).
 */
export const weights: Record<InboxKind, number> = {
  uncertain: 8,
  frozen: 6,
  budget: 5,
  paused_agent: 5,
  budget_warning: 1,
  approval: 5,
  runbook_step: 4,
  undeliverable: 5,
  question: 4,
  failed: 3,
  runbook_failed: 3,
  finding: 3,
  verification: 2,
  decision_review: 1,
}

/** An amount counts by its digits: $10 adds half of what $100,000 and more, or an unknown one, add. */
export const highestStake = 3
const dollarsOfHighestStake = 100_000
/** Each held task adds half of the item's own weight; beyond so many it is all the same. */
const perHeldTask = 0.5
export const mostHeld = 20
/** At its end an item costs twelve times as much, four hours before half of that, and so on. */
export const atTheEnd = 12
const hoursToHalf = 4
/** What was brought up once more counts twice, beside the nearness of its end: the last call comes well before it. */
export const afterReminder = 2
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** 1 where nothing outside and no money hangs on it. An effect of unknown amount counts as the highest. */
export function stakeOf({ isEffect, amountUsd }: Pick<Ranked, 'isEffect' | 'amountUsd'>): number {
  if (amountUsd === null) return isEffect ? highestStake : 1
  const part = Math.log10(1 + Math.max(0, amountUsd)) / Math.log10(1 + dollarsOfHighestStake)
  return 1 + (highestStake - 1) * Math.min(1, part)
}

export const heldFactor = (holds: number): number => 1 + perHeldTask * Math.min(Math.max(0, holds), mostHeld)

/** 1 without an end; what has ended already counts as ending now. */
export function nearnessOf(until: string | null, now: Date): number {
  if (until === null) return 1
  const hours = Math.max(0, Date.parse(until) - now.getTime()) / hourMs
  return 1 + (atTheEnd - 1) / (1 + hours / hoursToHalf)
}

/** Doubles after a day, triples after three: age breaks near ties and lets nothing be forgotten. */
export function ageFactor(since: string, now: Date): number {
  const days = Math.max(0, now.getTime() - Date.parse(since)) / dayMs
  return 1 + Math.log2(1 + days)
}

/** Its own end or the deadline of its task, whichever is nearer. */
export const endOf = ({ until, dueAt }: Pick<Ranked, 'until' | 'dueAt'>): string | null =>
  until !== null && dueAt !== null ? (until < dueAt ? until : dueAt) : (until ?? dueAt)

const reminderFactor = ({ remindedAt }: Pick<Ranked, 'remindedAt'>): number =>
  remindedAt ? afterReminder : 1

/** weight of the kind × stake × held tasks × nearness of the end × age × reminder, each factor 1 or more. Never NaN for ISO times. */
export function costOfDelay(item: Ranked, now: Date): number {
  const { kind, holds, since } = item
  return (
    weights[kind] *
    stakeOf(item) *
    heldFactor(holds) *
    nearnessOf(endOf(item), now) *
    ageFactor(since, now) *
    reminderFactor(item)
  )
}

/** What costs most first; of equals what waits longest, then by id: the same at every reading. */
export function byCostOfDelay<T extends Ranked>(items: readonly T[], now: Date): T[] {
  const costs = new Map(items.map((item) => [item, costOfDelay(item, now)]))
  const cost = (item: T) => costs.get(item) ?? 0
  const text = (a: string, b: string) => (a < b ? -1 : Number(a > b))
  return items.toSorted((a, b) => cost(b) - cost(a) || text(a.since, b.since) || text(a.id, b.id))
}

export type RankFactor = 'end' | 'due' | 'holds' | 'stake' | 'age' | 'reminded'

/** Why an item stands where it stands: what multiplies its cost by a fifth or more, the strongest first. */
export function rankFactors(item: Ranked, now: Date): RankFactor[] {
  const factors: [RankFactor, number][] = [
    [endOf(item) === item.until ? 'end' : 'due', nearnessOf(endOf(item), now)],
    ['holds', heldFactor(item.holds)],
    ['stake', stakeOf(item)],
    ['age', ageFactor(item.since, now)],
    ['reminded', reminderFactor(item)],
  ]
  const strong = factors.filter(([, times]) => times >= 1.2)
  return strong.toSorted((a, b) => b[1] - a[1]).map(([factor]) => factor)
}
