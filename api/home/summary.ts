import { daysAfter, mondayOf, thirtyDaysTo, weeksAfter } from '#domain/outcome/iso-week.ts'
import { amountWords, countedWords, periodWords } from '#domain/policy/budget-words.ts'
import { monthBurn } from '#domain/portfolio/burn-rules.ts'
import { failurePatterns } from '#domain/portfolio/failure-rules.ts'
import { type RiskFacts, riskFlags } from '#domain/portfolio/risk-rules.ts'
import { roiOf } from '#domain/portfolio/roi.ts'
import { blockedTasks } from '#prisma/read/home/blocked.ts'
import { budgetsInForce, type OwnedBudget, spendByDay } from '#prisma/read/home/budgets.ts'
import { failuresSince } from '#prisma/read/home/failures.ts'
import { type ObjectiveCounts, objectivesByProject, weekObjectives } from '#prisma/read/home/objectives.ts'
import { openDrift, reliabilityWithin } from '#prisma/read/home/reliability.ts'
import { riskFacts } from '#prisma/read/home/risks.ts'
import { type ShippedCount, shippedByDay, shippedByProject, tasksToShip } from '#prisma/read/home/week.ts'
import { inOneStatement, type Rows } from '#prisma/read/in-one-statement.ts'
import { relayState } from '#prisma/read/record-sight.ts'
import { roiParts } from '#prisma/read/roi.ts'
import type { Source } from '#prisma/read/source.ts'
import { calendar, startOfWeek, weekEnds } from '../http/calendar.ts'
import type { Home, HomeWeek, MonthSpend, OwnedBurn } from './contract.ts'

const dayMs = 86_400_000
const most = { blocked: 50, patterns: 100, shippedADay: 4, toShip: 20, objectives: 100 }
type Pool = Source['pool']

/** What takes time is read on its own, beside the others; the many that take none are one statement. */
export async function homeOf(pool: Pool, currency: string, now: Date): Promise<Home> {
  const ago = (days: number) => new Date(now.getTime() - days * dayMs)
  const few = inOneStatement(pool)
  const [blocked, facts, thisWeek, lastWeek, failures, week, budgets, spend, money, drift, relay] =
    await Promise.all([
      blockedTasks(pool),
      riskFacts(pool),
      reliabilityWithin(few, ago(7), now),
      reliabilityWithin(few, ago(14), ago(7)),
      failuresSince(pool, ago(30)),
      weekOf(pool, few, now),
      budgetsInForce(few, now),
      monthSpend(few, now),
      lastMonth(pool, currency, now),
      openDrift(few),
      relayState(few),
    ])
  const patterns = failurePatterns(failures)
  const projects = facts.map(({ projectId }) => ({
    projectId,
    shipped: week.byProject.get(projectId)?.count ?? 0,
    waived: week.byProject.get(projectId)?.waived ?? 0,
    blocked: blocked.filter((task) => task.projectId === projectId).length,
    objectives: week.objectives.get(projectId)?.count ?? 0,
    objectivesHit: week.objectives.get(projectId)?.hit ?? 0,
    ...money(projectId),
  }))
  return {
    blocked: blocked.slice(0, most.blocked),
    blockedCount: blocked.length,
    risks: riskFlags(
      facts.map((of) => withBudgets(of, budgets)),
      now,
    ),
    reliability: { since: ago(7).toISOString(), thisWeek, lastWeek },
    failures: patterns.slice(0, most.patterns),
    failureCount: patterns.length,
    week: week.answer,
    budgets: budgets.map(burnOf),
    ...{ spend, projects, currency, drift, relay },
  }
}

interface WeekRead {
  answer: HomeWeek
  byProject: Map<string, ShippedCount>
  objectives: Map<string, ObjectiveCounts>
}

async function weekOf(pool: Pool, few: Rows, now: Date): Promise<WeekRead> {
  const { today, week } = calendar(now)
  const weeks = { week, next: weeksAfter(week, 1) }
  const since = startOfWeek(week)
  const [shipped, byProject, toShip, listed, objectives] = await Promise.all([
    shippedByDay(few, since, most.shippedADay),
    shippedByProject(few, since),
    tasksToShip(pool, weekEnds(now), most.toShip),
    weekObjectives(few, weeks, most.objectives),
    objectivesByProject(few, weeks),
  ])
  const inAll = (of: keyof ObjectiveCounts) =>
    [...objectives.values()].reduce((sum, counts) => sum + counts[of], 0)
  const answer = {
    ...{ week, today },
    days: daysOf(mondayOf(week), today).map((day) => {
      const { count = 0, items = [] } = shipped.find((one) => one.day === day) ?? {}
      return { day, count, items }
    }),
    shippedCount: shipped.reduce((sum, { count }) => sum + count, 0),
    waivedCount: shipped.reduce((sum, { waived }) => sum + waived, 0),
    ...{ toShip: toShip.items, toShipCount: toShip.count },
    ...{ dueCount: toShip.dueCount, dueNextCount: toShip.dueNextCount },
    objectives: listed,
    ...{ objectiveCount: inAll('count'), hitCount: inAll('hit'), plannedCount: inAll('planned') },
  }
  return { answer, byProject, objectives }
}

const daysOf = (monday: string, today: string) =>
  Array.from({ length: 7 }, (_, nth) => daysAfter(monday, nth)).filter((day) => day <= today)

async function monthSpend(few: Rows, now: Date): Promise<MonthSpend> {
  const { today } = calendar(now)
  const since = `${today.slice(0, 7)}-01T00:00:00.000Z`
  const days = await spendByDay(few, new Date(since), now)
  const unknownRuns = days.reduce((sum, day) => sum + day.unknownRuns, 0)
  const uncountedRuns = days.reduce((sum, day) => sum + day.uncountedRuns, 0)
  const reservedNanoUsd = days.reduce((sum, day) => sum + day.reservedNanoUsd, 0)
  return { ...monthBurn(days, today), since, unknownRuns, uncountedRuns, reservedNanoUsd }
}

/** What each project earned and what is left of it, of the last 30 days. */
async function lastMonth(pool: Pool, currency: string, now: Date) {
  const { today } = calendar(now)
  const period = thirtyDaysTo(today)
  const parts = await roiParts(pool, { projectId: null, period, currency })
  return (projectId: string) => {
    const { revenue, roi } = roiOf(parts.of(projectId), currency)
    return { revenue, roi }
  }
}

const burnOf = ({ scopeId, scope, name, projectId, budget, spent, level, next }: OwnedBudget): OwnedBurn => {
  const { metric, period, limit, warnAt } = budget
  return { scopeId, name, projectId, scope, metric, period, limit, warnAt, ...spent, level, next }
}

/** Of the project's own budgets and its agents'; the portfolio's are no single project's risk. */
function withBudgets(facts: Omit<RiskFacts, 'shortBudgets'>, budgets: readonly OwnedBudget[]): RiskFacts {
  const short = budgets.filter(({ projectId, level }) => projectId === facts.projectId && level !== 'fine')
  return {
    ...facts,
    shortBudgets: short.map(({ scopeId, scope, name, budget: { metric, period, limit }, spent, level }) => ({
      scopeId,
      words: `${countedWords(metric, spent.used + spent.reserved)} of ${amountWords(metric, limit)} ${periodWords[period]}${scope === 'agent' ? `, of ${name}` : ''}`,
      isSpent: level === 'spent',
    })),
  }
}
