import type { SpentBudget } from '#api/policies/contract.ts'
import { usedUpOf } from '#domain/policy/budget-raise-rules.ts'
import { statedIn } from '#domain/policy/budget-rules.ts'
import { budgetWords } from '#domain/policy/budget-words.ts'
import { raisedIn } from '#domain/policy/raise-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import { isStopped } from '#domain/task/task-rules.ts'

/** By metric, in its unit, what a raise is at first: as much as one run may use; none: that one needs no raise. */
export type RaiseNeeded = Partial<Record<SpentBudget['metric'], number>>

/** What lets the task's next run start: each metric of a spent budget, or what its last run used up of its share. */
export function raiseNeeded(task: TaskState, spent: readonly SpentBudget[]): RaiseNeeded {
  if (spent.length === 0) return isStopped(task) ? shareUsedUp(task) : {}
  const needed: RaiseNeeded = {}
  for (const budget of spent.filter((one) => !isRaised(task, one))) {
    const { metric, perRun } = budget
    const more = perRun === null ? 1 : asAsked(metric, perRun)
    needed[metric] = Math.min(needed[metric] ?? more, more)
  }
  return needed
}

/** As the field takes it. */
const asAsked = (metric: SpentBudget['metric'], more: number) =>
  metric === 'usd' ? Math.max(0.0001, Number(more.toFixed(4))) : Math.max(1, more)

/** Raised once for this task, and not taken along by a run yet. */
export const isRaised = ({ raise }: TaskState, { metric }: SpentBudget): boolean =>
  raisedIn(metric, raise ?? null) !== null

function shareUsedUp({ runs }: TaskState): RaiseNeeded {
  const last = runs.at(-1)
  if (!last?.reserved) return {}
  const share = { usd: last.reserved.costNanoUsd, tokens: last.reserved.tokens }
  return Object.fromEntries(
    usedUpOf(last).flatMap((metric) =>
      share[metric] === null ? [] : [[metric, asAsked(metric, statedIn(metric, share[metric]))]],
    ),
  )
}

/** What it counts: without its limit, which somebody may change while another is written. */
export const spentKey = ({ scope, metric, period }: SpentBudget) => `${scope} ${metric} ${period}`

/** Of each its own: several may count the same. */
export const spentKeys = (spent: readonly SpentBudget[]): string[] =>
  spent.map((one, index) => {
    const before = spent.slice(0, index).filter((other) => spentKey(other) === spentKey(one))
    return `${spentKey(one)} ${before.length}`
  })

/** Nothing that the words of what was used speak of. */
const unsaid = { perRun: null, warnAt: 100 }

export function spentLabel({ scope, ...budget }: SpentBudget): string {
  const words = budgetWords({ scope, budget: { ...budget, ...unsaid } })
  return `${words[0]?.toUpperCase()}${words.slice(1)}`
}
