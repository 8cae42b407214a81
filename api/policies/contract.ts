import { z } from 'zod'
import { metrics, PolicyDocument, periods } from '#domain/policy/policy-document.ts'
import { scopes } from '#domain/policy/scope.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

/** `portfolio`, a project or an agent. */
export const ScopeId = z.union([z.literal('portfolio'), Id('pr'), Id('ag')])

export const Burn = z
  .strictObject({
    scope: z.enum(scopes),
    metric: z.enum(metrics),
    period: z.enum(periods),
    /** In the unit of the metric; used and reserved US dollars are in billionths. */
    limit: z.number(),
    warnAt: z.int(),
    used: z.number(),
    reserved: z.number(),
    /** Ended runs whose use is not known; they count as what was reserved for them or is known. */
    unknownRuns: z.int(),
    /** Of those, the ones for which nothing was reserved: they are not counted. */
    uncountedRuns: z.int(),
    level: z.enum(['fine', 'warning', 'spent']),
    /** When its next period begins; null: never. */
    next: At.nullable(),
  })
  .meta({ id: 'Burn' })
export type Burn = z.infer<typeof Burn>

export const PolicyVersion = z.strictObject({
  version: z.int(),
  at: At,
  byName: z.string(),
  note: z.string(),
  /** What it changed, each in a sentence. */
  changes: z.array(z.string()),
})

export const PolicyPage = z
  .strictObject({
    scopeId: ScopeId,
    scope: z.enum(scopes),
    /** Of the project or agent. */
    name: z.string(),
    projectId: z.string().nullable(),
    /** 0: it has no document of its own, and `document` is what it began with. */
    version: z.int(),
    document: PolicyDocument.meta({ id: 'PolicyDocument' }),
    /** What holds in the end, and where each rule comes from. */
    lines: z.array(
      z.strictObject({ key: z.string(), sentence: z.string(), from: z.enum([...scopes, 'default']) }),
    ),
    burn: z.array(Burn),
    /** The newest 50, newest first; listPolicyVersions has all of them. */
    versions: z.array(PolicyVersion),
  })
  .meta({ id: 'PolicyPage' })
export type PolicyPage = z.infer<typeof PolicyPage>

export const SpentBudget = z
  .strictObject({
    scope: z.enum([...scopes, 'task']),
    /** `portfolio`, or the id of the project, the agent or the task. */
    scopeId: z.string(),
    /** Of the project or agent; empty for the others. */
    name: z.string(),
    metric: z.enum(metrics),
    period: z.enum(periods),
    /** In the unit of the metric; used and reserved US dollars are in billionths. */
    limit: z.number(),
    used: z.number(),
    reserved: z.number(),
    unknownRuns: z.int(),
    uncountedRuns: z.int(),
    /** What one run may use of it, in the unit of the metric; null: it counts runs. */
    perRun: z.number().nullable(),
    /** When its next period begins; null: never. */
    next: At.nullable(),
  })
  .meta({ id: 'SpentBudget' })
export type SpentBudget = z.infer<typeof SpentBudget>

const params = z.strictObject({ scopeId: ScopeId })

export const policiesContract = routes({
  getPolicy: {
    method: 'get',
    path: '/policies/{scopeId}',
    summary:
      'The policy of all projects, of a project or of an agent: its document, what holds in the end, its budgets',
    auth: 'operator',
    params,
    status: 200,
    response: PolicyPage,
  },
  changePolicy: {
    method: 'post',
    path: '/policies/{scopeId}',
    summary: 'A new version. Runs that are due from now on follow it; what it lets go goes on by itself',
    auth: 'operator',
    params,
    body: z
      .strictObject({
        document: PolicyDocument,
        note: Text(500, 0).default(''),
        /** The version that it was made from; 409 where there is a newer one. */
        version: z.int().min(0),
      })
      .meta({ id: 'PolicyChange' }),
    status: 200,
    response: PolicyPage,
  },
  listPolicyVersions: {
    method: 'get',
    path: '/policies/{scopeId}/versions',
    summary: 'The versions of a policy, the newest first, each with what it changed',
    auth: 'operator',
    params,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      /** The number of a version: those before it. */
      before: z.coerce.number().int().min(1).optional(),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(PolicyVersion), next: z.int().nullable() }),
  },
  listSpentBudgets: {
    method: 'get',
    path: '/tasks/{taskId}/spent-budgets',
    summary: 'The budgets that let no further run of this task start, with what they counted',
    auth: 'operator',
    params: z.strictObject({ taskId: Id('t') }),
    status: 200,
    response: z.strictObject({ items: z.array(SpentBudget) }),
  },
  raisePolicyBudget: {
    method: 'post',
    path: '/policies/{scopeId}/budget-raise',
    summary:
      'Raises one budget for good: a new version, with nothing else changed. What it held goes on by itself',
    auth: 'operator',
    params,
    body: z
      .strictObject({
        metric: z.enum(metrics),
        period: z.enum(periods),
        /** In the unit of the metric; more than it is now. */
        limit: z.number().positive().max(1e12),
        note: Text(500, 0).default(''),
        /** The version that was read; 409 where there is a newer one. */
        version: z.int().min(0),
      })
      .meta({ id: 'PolicyBudgetRaise' }),
    status: 200,
    response: PolicyPage,
  },
})
