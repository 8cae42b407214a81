import type { ActiveSwitch } from '../kill-switch/kill-switch.ts'
import { killHold } from '../kill-switch/kill-switch-rules.ts'
import { type StagedProject, stageHold } from '../project/stage-rules.ts'
import type { LimitScope } from '../task/task-words.ts'
import { type BudgetState, periodOf, spentBudget } from './budget-rules.ts'
import { budgetWords, burnWords } from './budget-words.ts'
import type { Hold } from './hold.ts'
import { isWithin, nextOpening } from './hours-rules.ts'
import type { Hours } from './policy-document.ts'

export interface HoldSources {
  /** Those that are on and count this run. */
  switches: readonly ActiveSwitch[]
  project: StagedProject
  hours: readonly Hours[]
  /** Runs at once, by scope: how many may be open, and how many are. */
  limits: readonly { scope: LimitScope; limit: number; open: number }[]
  budgets: readonly BudgetState[]
}

type NewHold = Omit<Hold, 'since'>

/** What keeps a run from starting now; null: nothing. Asked when it is due, and again by who lets it go. */
export function holdOf(sources: HoldSources, now: Date): NewHold | null {
  const { switches, project, hours, limits, budgets } = sources
  return (
    killHold(switches) ??
    stageHold(project) ??
    hoursHold(hours, now) ??
    budgetHold(budgets, now) ??
    limitHold(limits)
  )
}

function hoursHold(hours: readonly Hours[], now: Date): NewHold | null {
  if (isWithin(hours, now)) return null
  const until = nextOpening(hours, now)?.toISOString() ?? null
  const words = hours.map(({ timeZone, from, to }) => `${from}–${to} ${timeZone}`)
  return { kind: 'hours', reason: `runs start ${words.join(' and ')}`, until }
}

const places: Record<LimitScope, string> = {
  portfolio: 'in all projects',
  project: 'in this project',
  agent: 'of this agent',
  executor: 'on this executor',
}

function limitHold(limits: HoldSources['limits']): NewHold | null {
  const full = limits.find(({ limit, open }) => open >= limit)
  if (!full) return null
  const { scope, limit, open } = full
  const reason = `${open} of at most ${limit} runs at once ${places[scope]}`
  return { kind: 'limit', reason, until: null, scope }
}

function budgetHold(budgets: readonly BudgetState[], now: Date): NewHold | null {
  const spent = spentBudget(budgets)
  if (!spent) return null
  const until = periodOf(spent.budget.period, now).next?.toISOString() ?? null
  return { kind: 'budget', reason: `${budgetWords(spent)} is spent: ${burnWords(spent)}`, until }
}
