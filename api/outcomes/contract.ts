import { z } from 'zod'
import { Amount, Day, ObjectiveEnd, Verdict, Week } from '#domain/outcome/outcome.ts'
import { gapReasons } from '#domain/portfolio/roi.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

const ProjectId = Id('pr')
const ProjectParams = z.strictObject({ projectId: ProjectId })
const Decimal = z.string().regex(/^-?\d+(\.\d+)?$/)
const Count = z.int().min(0)
const decisionId = Id('de')
const objectiveId = Id('ob')
/** Noted by an operator, or `<task id>/<item id>`. */
const LearningId = z
  .string()
  .regex(/^(le_[0-9a-hjkmnp-tv-z]{16}|t_[0-9a-hjkmnp-tv-z]{16}\/[\w-]{1,80})$/, 'is not the id of a learning')

/** A sum and what is missing from it. With a gap the sum is unknown, and `known` is the part that is known. */
export const Sum = z
  .strictObject({
    known: Decimal,
    gaps: z.array(z.strictObject({ why: z.enum(gapReasons), count: Count })),
  })
  .meta({ id: 'Sum' })
export type Sum = z.infer<typeof Sum>

export const Roi = z
  .strictObject({
    revenue: Sum,
    modelCost: Sum,
    otherCost: Sum,
    /** Estimated minutes of operators at the rate of the project; null where none is set, and then in no sum. */
    operatorCost: Sum.nullable(),
    cost: Sum,
    /** revenue − modelCost − otherCost − operatorCost */
    roi: Sum,
    counts: z.strictObject({ revenue: Count, cost: Count, runs: Count, runsWithoutPrice: Count }),
    operatorMinutes: Count,
    actions: z.strictObject({ decisions: Count, answers: Count, messages: Count }),
  })
  .meta({ id: 'Roi' })
export type Roi = z.infer<typeof Roi>

const ofProject = { projectId: ProjectId, projectName: z.string() }

export const Decision = z
  .strictObject({
    id: decisionId,
    ...ofProject,
    title: z.string(),
    context: z.string(),
    choice: z.string(),
    reviewOn: z.string(),
    madeAt: At,
    madeByName: z.string(),
    verdict: Verdict.nullable(),
    reviewNote: z.string().nullable(),
    reviewedAt: At.nullable(),
    reviewedByName: z.string().nullable(),
  })
  .meta({ id: 'ProjectDecision' })
export type Decision = z.infer<typeof Decision>

export const Objective = z
  .strictObject({
    id: objectiveId,
    ...ofProject,
    /** ISO, like 2026-W48. */
    week: z.string(),
    title: z.string(),
    target: z.string().nullable(),
    setAt: At,
    setByName: z.string(),
    outcome: ObjectiveEnd.nullable(),
    closeNote: z.string().nullable(),
    closedAt: At.nullable(),
    closedByName: z.string().nullable(),
  })
  .meta({ id: 'Objective' })
export type Objective = z.infer<typeof Objective>

export const Learning = z
  .strictObject({
    id: z.string(),
    text: z.string(),
    at: At,
    byName: z.string(),
    /** What it is about, where an agent said so. */
    about: z.string().nullable(),
    /** The task in which an agent learned it; null: an operator noted it. */
    taskId: Id('t').nullable(),
  })
  .meta({ id: 'ProjectLearning' })
export type Learning = z.infer<typeof Learning>

const Hits = z.strictObject({ hit: Count, missed: Count, dropped: Count, open: Count })
const sums = {
  /** Since the project began. */
  total: Roi,
  /** Of the last 30 days, today in it. */
  last30Days: Roi,
}
const week = {
  currency: z.string(),
  today: z.string(),
  /** The ISO week of today, in UTC. */
  week: z.string(),
}

export const ProjectOutcomes = z
  .strictObject({
    ...week,
    ...sums,
    /** The last eight ISO weeks, this one last. */
    weeks: z.array(z.strictObject({ week: z.string(), roi: Roi })),
    rate: z.strictObject({ perHour: Decimal.nullable(), currency: z.string(), setAt: At }).nullable(),
    /** Of this week and later, then of earlier weeks what is open, and what ended of the last eight. */
    objectives: z.array(Objective),
    decisionsDue: z.array(Decision),
    /** Of objectives in the last eight weeks. */
    hits: Hits,
  })
  .meta({ id: 'ProjectOutcomes' })
export type ProjectOutcomes = z.infer<typeof ProjectOutcomes>

export const PortfolioOutcomes = z
  .strictObject({
    ...week,
    ...sums,
    /** By name. */
    projects: z.array(z.strictObject({ ...ofProject, ...sums, hits: Hits })),
    /** Of this week and later, then what an earlier week left open. */
    objectives: z.array(Objective),
    decisionsDue: z.array(Decision),
  })
  .meta({ id: 'PortfolioOutcomes' })
export type PortfolioOutcomes = z.infer<typeof PortfolioOutcomes>

const inProject = { auth: 'operator', params: ProjectParams } as const

export const outcomesContract = routes({
  getOutcomes: {
    method: 'get',
    path: '/outcomes',
    summary: 'Revenue, cost, ROI, objectives and due decisions over all projects',
    auth: 'operator',
    status: 200,
    response: PortfolioOutcomes,
  },
  getProjectOutcomes: {
    method: 'get',
    path: '/projects/{projectId}/outcomes',
    summary: 'Revenue, cost, ROI, objectives and due decisions of a project',
    ...inProject,
    status: 200,
    response: ProjectOutcomes,
  },
  setOperatorRate: {
    method: 'post',
    path: '/projects/{projectId}/operator-rate',
    summary: 'Price an hour of an operator; null leaves their time out',
    ...inProject,
    body: z.strictObject({ perHour: Amount.nullable() }),
    status: 204,
    response: z.void(),
  },
  listDecisions: {
    method: 'get',
    path: '/projects/{projectId}/decisions',
    summary: 'Decisions, those to be reviewed first',
    ...inProject,
    status: 200,
    response: z.strictObject({ items: z.array(Decision) }),
  },
  makeDecision: {
    method: 'post',
    path: '/projects/{projectId}/decisions',
    summary: 'Record a decision and when it is to be reviewed',
    ...inProject,
    body: z.strictObject({
      title: Text(120),
      context: Text(4_000, 0).default(''),
      choice: Text(1_000),
      reviewOn: Day,
    }),
    status: 201,
    response: Decision,
  },
  reviewDecision: {
    method: 'post',
    path: '/projects/{projectId}/decisions/{decisionId}/review',
    summary: 'Say what became of a decision',
    auth: 'operator',
    params: z.strictObject({ projectId: ProjectId, decisionId }),
    body: z.strictObject({ verdict: Verdict, note: Text(2_000, 0).default('') }),
    status: 200,
    response: Decision,
  },
  listObjectives: {
    method: 'get',
    path: '/projects/{projectId}/objectives',
    summary: 'Objectives from a week on, and what an earlier week left open',
    ...inProject,
    query: z.strictObject({ from: Week.optional() }),
    status: 200,
    response: z.strictObject({ items: z.array(Objective) }),
  },
  setObjective: {
    method: 'post',
    path: '/projects/{projectId}/objectives',
    summary: 'Set an objective for a week',
    ...inProject,
    body: z.strictObject({ week: Week, title: Text(160), target: Text(120).nullable().default(null) }),
    status: 201,
    response: Objective,
  },
  closeObjective: {
    method: 'post',
    path: '/projects/{projectId}/objectives/{objectiveId}/close',
    summary: 'Say how an objective ended',
    auth: 'operator',
    params: z.strictObject({ projectId: ProjectId, objectiveId }),
    body: z.strictObject({ outcome: ObjectiveEnd, note: Text(500, 0).default('') }),
    status: 200,
    response: Objective,
  },
  listProjectLearnings: {
    method: 'get',
    path: '/projects/{projectId}/learnings',
    summary: 'What operators and agents learned, newest first',
    ...inProject,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: LearningId.optional(),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(Learning), next: LearningId.nullable() }),
  },
  noteLearning: {
    method: 'post',
    path: '/projects/{projectId}/learnings',
    summary: 'Note what was learned',
    ...inProject,
    body: z.strictObject({ text: Text(2_000) }),
    status: 201,
    response: Learning,
  },
})
