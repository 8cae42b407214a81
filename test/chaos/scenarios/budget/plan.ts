import { randomOf } from '../../random.ts'
import type { Part } from '../../schedule.ts'
import type { BudgetOptions } from '../options.ts'

/** What a model's answer costs here, US dollars. */
export const turnUsd = 0.2

/** A budget and what its runs want: some would go over theirs, and some never come near it. */
export const places = [
  { name: 'tight', limitUsd: 0.5, perRunUsd: 0.5, turns: 5 },
  { name: 'shared', limitUsd: 2, perRunUsd: 0.5, turns: 4 },
  { name: 'wide', limitUsd: 100, perRunUsd: 2, turns: 3 },
  { name: 'free', limitUsd: 100, perRunUsd: 5, turns: 6 },
] as const
export type Place = (typeof places)[number]

export interface Plan {
  tasks: { place: number; atMs: number; slowMs: number }[]
  kills: { part: Part; waitMs: number }[]
}

const killed: readonly Part[] = ['mac-mini', 'practice-gateway', 'api', 'control']

/** Follows from the seed alone. Work comes in for as long as there are kills, so that these meet runs. */
export function planOf({ tasks, kills, seed }: Pick<BudgetOptions, 'tasks' | 'kills' | 'seed'>): Plan {
  const random = randomOf(seed)
  // In rounds: a part that is killed again as soon as it is back is kept away longer and longer by its supervisor.
  const rounds = Array.from({ length: Math.ceil(kills / killed.length) }, () => random.shuffled(killed))
  const planned = rounds
    .flat()
    .slice(0, kills)
    .map((part) => ({ part, waitMs: random.between(2_500, 5_000) }))
  const spanMs = planned.reduce((sum, { waitMs }) => sum + waitMs, 0)
  return {
    kills: planned,
    tasks: Array.from({ length: tasks }, (_, at) => ({
      // The first of each place has its budget to itself.
      place: at % places.length,
      atMs: Math.round((at / tasks) * spanMs * 0.9),
      slowMs: random.between(400, 2_500),
    })),
  }
}

/** Each step is a model's answer that calls a tool which passes without asking; the last one ends the turn. */
export const intentOf = ({ turns }: Place, slowMs: number): string =>
  [
    'A run that costs money.',
    `cost: ${turnUsd}`,
    // An answer that failed is in the transcript as one that used nothing: the limit holds all the same.
    'update: Begun.',
    'stumble: 503',
    ...Array.from({ length: turns - 2 }, (_, at) => `slow: ${slowMs}\nupdate: Step ${at + 1}.`),
    'finish: spent',
  ].join('\n')
