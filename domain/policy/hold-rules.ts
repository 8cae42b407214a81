import type { ActiveSwitch } from '../kill-switch/kill-switch.ts'
import { killHold } from '../kill-switch/kill-switch-rules.ts'
import { type StagedProject, stageHold } from '../project/stage-rules.ts'
import type { LimitScope } from '../task/task-words.ts'
import { type BudgetState, periodOf, spentBudget } from './budget-rules.ts'
import { budgetWords, burnWords } from './budget-words.ts'
import type { Hold } from './hold.ts'
import { isWithin, nextOpening } from './hours-rules.ts'
import { daysWords } from './hours-words.ts'
import type { Loop } from './loop.ts'
import { loopHold } from './loop-rules.ts'
import type { Hours } from './policy-document.ts'
import type { Raise } from './raise.ts'

export interface HoldSources {
  /** Those that are on and count this run. */
  switches: readonly ActiveSwitch[]
  project: StagedProject
  /** Why the agent is paused, or is about to be; null or absent: it is not. */
  loop?: Loop | null
  hours: readonly Hours[]
  /** By scope: how many runs or begun tasks may be open, and how many are. */
  limits: readonly Limit[]
  /** The task has had a run that may have begun, so that it is one of those in work. */
  isBegun?: boolean
  budgets: readonly BudgetState[]
  /** What an operator let this task's next run use beyond its budgets. */
  raise?: Raise | null
}

export interface Limit {
  of: 'runs' | 'tasks'
  scope: LimitScope
  limit: number
  open: number
}

type NewHold = Omit<Hold, 'since'>

/** What keeps a run from starting now; null: nothing. Asked when it is due, and again by who lets it go. */
export function holdOf(sources: HoldSources, now: Date): NewHold | null {
  const { switches, project, loop = null, hours, limits, isBegun = false, budgets, raise } = sources
  return (
    killHold(switches) ??
    stageHold(project) ??
    loopHold(loop) ??
    hoursHold(hours, now) ??
    budgetHold(budgets, now, raise) ??
    limitHold(isBegun ? limits.filter(({ of }) => of === 'runs') : limits)
  )
}

function hoursHold(hours: readonly Hours[], now: Date): NewHold | null {
  if (isWithin(hours, now)) return null
  const until = nextOpening(hours, now)?.toISOString() ?? null
  const words = hours.map(
    ({ days, timeZone, from, to }) => `${daysWords({ days })} ${from}–${to} ${timeZone}`,
  )
  const end = until === null ? ', which is never at the same time' : ''
  return { kind: 'hours', reason: `runs start ${words.join(' and ')}${end}`, until }
}

const places: Record<LimitScope, string> = {
  portfolio: 'in all projects',
  project: 'in this project',
  agent: 'of this agent',
  executor: 'on this executor',
}

const things = { runs: 'runs at once', tasks: 'tasks in work' } as const

function limitHold(limits: readonly Limit[]): NewHold | null {
  const full = limits.find(({ limit, open }) => open >= limit)
  if (!full) return null
  const { of, scope, limit, open } = full
  const reason = `${open} of at most ${limit} ${things[of]} ${places[scope]}`
  return { kind: 'limit', reason, until: null, scope }
}

function budgetHold(budgets: readonly BudgetState[], now: Date, raise: Raise | null = null): NewHold | null {
  const spent = spentBudget(budgets, raise)
  if (!spent) return null
  const until = periodOf(spent.budget.period, now).next?.toISOString() ?? null
  return { kind: 'budget', reason: `${budgetWords(spent)} is spent: ${burnWords(spent)}`, until }
}
