import { z } from 'zod'
import { unblockers } from '#domain/portfolio/blocked-rules.ts'
import { Proof } from '#domain/quality/deliverable.ts'
import { TaskStatus, WaitKind } from '#domain/task/task.ts'
import { RelayState } from '../executors/contract.ts'
import { At, Id, routes } from '../http/contract.ts'
import { Objective, Sum } from '../outcomes/contract.ts'
import { Burn, ScopeId } from '../policies/contract.ts'

const Count = z.int().min(0)
const ofProject = { projectId: Id('pr'), projectName: z.string() }

export const BlockedTask = z
  .strictObject({
    taskId: Id('t'),
    title: z.string(),
    ...ofProject,
    since: At,
    reason: z.string(),
    /** Who can remove the cause. */
    unblocker: z.enum(unblockers),
  })
  .meta({ id: 'BlockedTask' })
export type BlockedTask = z.infer<typeof BlockedTask>

export const RiskFlag = z
  .strictObject({
    id: z.string(),
    ...ofProject,
    title: z.string(),
    evidence: z.string(),
    rule: z.string(),
    href: z.string(),
  })
  .meta({ id: 'RiskFlag' })
export type RiskFlag = z.infer<typeof RiskFlag>

export const FailurePattern = z
  .strictObject({
    /** The words of the failure without what differs each time. */
    signature: z.string(),
    count: Count,
    /** How many tasks it happened to. */
    taskCount: Count,
    projects: z.array(z.strictObject({ id: Id('pr'), name: z.string() })),
    /** The latest ones. */
    taskIds: z.array(Id('t')),
    first: At,
    last: At,
  })
  .meta({ id: 'FailurePattern' })
export type FailurePattern = z.infer<typeof FailurePattern>

export const Reliability = z
  .strictObject({
    runs: Count,
    /** Without those that a person, a budget or a kill switch ended. */
    failedRuns: Count,
    retries: Count,
    /** What was asked and could not be delivered for good. */
    undelivered: Count,
    /** Planned times of heartbeats at which nobody was there to beat. */
    missedBeats: Count,
    /** How many entries tell of them: one of all that were missed in a row. */
    missedEntries: Count,
  })
  .meta({ id: 'Reliability' })
export type Reliability = z.infer<typeof Reliability>

const ofTask = { taskId: Id('t'), title: z.string(), ...ofProject }

/** The ISO week that today is in, in UTC. */
export const HomeWeek = z
  .strictObject({
    /** Like 2026-W48. */
    week: z.string(),
    today: z.string(),
    /** From Monday to today. Of each day what shipped, the last first, at most 4; `count` counts all. */
    days: z.array(
      z.strictObject({
        day: z.string(),
        count: Count,
        items: z.array(z.strictObject({ ...ofTask, taskTitle: z.string(), at: At, proof: Proof })),
      }),
    ),
    shippedCount: Count,
    /** Of those, what an operator took without proof. */
    waivedCount: Count,
    /**
     * Open tasks that have declared what they ship: by when they are due, then the undated oldest first. At most 20 that
     * are late or due in this week, 20 of the next one and 20 others; the next three count all.
     */
    toShip: z.array(
      z.strictObject({
        ...ofTask,
        status: TaskStatus,
        waitKind: WaitKind.nullable(),
        deliverables: Count,
        dueAt: At.nullable(),
      }),
    ),
    toShipCount: Count,
    /** Of those, late or due in this week. */
    dueCount: Count,
    /** Of those, due in the next week. */
    dueNextCount: Count,
    /** Of this week, the next one, then what an earlier week left open; at most 100, the next three count all. */
    objectives: z.array(
      Objective.pick({ id: true, title: true, target: true, week: true, outcome: true }).extend(ofProject),
    ),
    /** Of this week, and what an earlier one left open. */
    objectiveCount: Count,
    hitCount: Count,
    /** Of the next week. */
    plannedCount: Count,
  })
  .meta({ id: 'HomeWeek' })
export type HomeWeek = z.infer<typeof HomeWeek>

export const OwnedBurn = Burn.extend({
  scopeId: ScopeId,
  /** Of the project or agent. */
  name: z.string(),
  /** Null: of all projects. */
  projectId: Id('pr').nullable(),
}).meta({ id: 'OwnedBurn' })
export type OwnedBurn = z.infer<typeof OwnedBurn>

/** What models cost in this month, counted as budgets count it: by runs that ended in it, in UTC, and those under way. */
export const MonthSpend = z
  .strictObject({
    /** Of each day until today, the sum up to its end; billionths of a US dollar. */
    sums: z.array(z.number()),
    spentNanoUsd: z.number(),
    /** For runs under way; on top of what is spent. */
    reservedNanoUsd: z.number(),
    /** When the month began. */
    since: At,
    /** Null on the first day of a month. */
    forecastNanoUsd: z.number().nullable(),
    daysInMonth: Count,
    /** Ended runs whose price is not known; they count as what was reserved for them or is known. */
    unknownRuns: Count,
    /** Of those, the ones for which nothing was reserved: no figure has them in it. */
    uncountedRuns: Count,
  })
  .meta({ id: 'MonthSpend' })
export type MonthSpend = z.infer<typeof MonthSpend>

export const ProjectFigures = z
  .strictObject({
    projectId: Id('pr'),
    /** Of this week. */
    shipped: Count,
    /** Of those, what an operator took without proof. */
    waived: Count,
    blocked: Count,
    /** Objectives of this week, and what an earlier one left open; of those, what was hit. */
    objectives: Count,
    objectivesHit: Count,
    /** Of the last 30 days, today in it. */
    revenue: Sum,
    roi: Sum,
  })
  .meta({ id: 'ProjectFigures' })
export type ProjectFigures = z.infer<typeof ProjectFigures>

export const Home = z
  .strictObject({
    /** Oldest first, at most 50; `blockedCount` counts all. */
    blocked: z.array(BlockedTask),
    blockedCount: Count,
    risks: z.array(RiskFlag),
    /** Of the last 7 days, which begin at `since`, and of the 7 before. */
    reliability: z.strictObject({ since: At, thisWeek: Reliability, lastWeek: Reliability }),
    /** What waits to be delivered now. */
    relay: RelayState,
    /** Of the last 30 days, by how often; at most 100. `failureCount` counts all. */
    failures: z.array(FailurePattern),
    failureCount: Count,
    week: HomeWeek,
    /** Every budget in force: of all projects, then of projects, then of agents. */
    budgets: z.array(OwnedBurn),
    spend: MonthSpend,
    /** Of every project that is not removed. */
    projects: z.array(ProjectFigures),
    currency: z.string(),
    /** Findings that nobody has settled, and since when the oldest. */
    drift: z.strictObject({ count: Count, since: At.nullable() }),
  })
  .meta({ id: 'Home' })
export type Home = z.infer<typeof Home>

export const homeContract = routes({
  getHome: {
    method: 'get',
    path: '/home',
    summary: 'What ships, what is blocked, at risk and failing, and what it costs, over all projects',
    auth: 'operator',
    status: 200,
    response: Home,
  },
})
