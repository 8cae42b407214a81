import type { AskedRisk } from '../approval/risk.ts'
import type { MediaKind } from '../artifact/artifact.ts'
import { mostArtifactMb } from '../artifact/limit-rules.ts'
import { stricterOf } from './approval-need-rules.ts'
import { bothDomains } from './domain-rules.ts'
import { usualLoopLimit } from './loop.ts'
import { passingTools } from './passing-rules.ts'
import {
  type ApprovalRule,
  type Approvers,
  type EffectClass,
  type Policy,
  type PolicyVersion,
  type WorkReview,
  workReviews,
} from './policy.ts'
import type { Budget, Hours, PolicyDocument } from './policy-document.ts'
import type { Scope } from './scope.ts'
import { bothSkills } from './skill-rules.ts'
import { isForbiddenBy } from './tool-list.ts'

export interface Documents {
  portfolio: PolicyDocument | null
  /** What the project was created with, where it has no document of its own: it states every line. */
  project: PolicyDocument
  agent: PolicyDocument | null
}

type Origin = Scope | 'default'
export interface From<T> {
  value: T
  from: Origin
}
/** What every list lets through, `from` the narrowest scope that has one. Null: none has. */
export type Listed = { names: (From<string> & { from: Scope })[]; from: Scope } | null
type InScope<T> = T & { scope: Scope }

/** What holds for one agent's next run, each line with where it comes from. */
export interface EffectivePolicy {
  approvals: Record<EffectClass, From<ApprovalRule>>
  /** Null: no document says anything of what is of that risk. */
  riskApprovers: Record<AskedRisk, From<Approvers> | null>
  approvalTtlMs: From<number>
  budgets: InScope<Budget>[]
  deniedTools: From<string>[]
  safeTools: From<string>[]
  /** The scope beneath which none passes any more, or the narrowest that has a list. */
  safeToolsFrom: Origin
  domains: Listed
  skills: Listed
  hours: InScope<Hours>[]
  wipLimits: InScope<{ limit: number }>[]
  taskLimits: InScope<{ limit: number }>[]
  effectLimits: InScope<{ limit: number }>[]
  loopLimit: From<number>
  runDeadlineMs: From<number>
  maxRetries: From<number>
  maxReturns: From<number>
  review: From<WorkReview>
  retryDelayMs: From<number>
  artifactMb: From<number>
  refusedArtifacts: From<MediaKind>[]
}

const classes: EffectClass[] = ['send', 'publish', 'pay', 'delete', 'deploy', 'buy', 'exec', 'other']
const oneApprover: ApprovalRule = { who: 'one', upToUsd: null, above: 'two' }

/** What a project was created with, as a document: the base where it has none. */
export const documentOfPolicy = (policy: Policy): PolicyDocument => ({
  approvals: {},
  riskApprovers: null,
  approvalTtlMs: policy.approvalTtlMs,
  budgets: [],
  deniedTools: policy.deniedTools ?? [],
  safeTools: policy.extraSafeTools,
  domains: policy.domains ?? null,
  skills: policy.skills ?? null,
  hours: null,
  wipLimit: null,
  taskLimit: null,
  effectsPerHour: null,
  loopLimit: null,
  runDeadlineMs: policy.runDeadlineMs,
  maxRetries: policy.maxRetries,
  maxReturns: policy.maxReturns,
  review: policy.review ?? null,
  retryDelayMs: policy.retryDelayMs,
  artifactMb: null,
  refusedArtifacts: null,
})

interface Stated {
  scope: Scope
  document: PolicyDocument
}

/**
 * The narrowest scope that speaks of an approval is heard. Guardrails only tighten: of each the strictest, and all
 * budgets, hours and limits at once. `base` says what holds where neither portfolio nor project says anything; an
 * agent's document may be stricter than that, never laxer.
 */
export function effectivePolicy({ portfolio, project, agent }: Documents, base: Policy): EffectivePolicy {
  const stated: Stated[] = [
    ...(portfolio ? [{ scope: 'portfolio' as const, document: portfolio }] : []),
    { scope: 'project' as const, document: project },
    ...(agent ? [{ scope: 'agent' as const, document: agent }] : []),
  ]
  const deniedTools = unique(
    stated.flatMap(({ scope, document }) => document.deniedTools.map((value) => ({ value, from: scope }))),
  )
  return {
    approvals: Object.fromEntries(
      classes.map((one) => [one, approvalOf(stated, one)]),
    ) as EffectivePolicy['approvals'],
    riskApprovers: {
      medium: ofRisk(stated, ['medium']),
      high: ofRisk(stated, ['medium', 'high']),
    },
    approvalTtlMs: strictest(stated, 'approvalTtlMs', base.approvalTtlMs, Math.min),
    budgets: stated.flatMap(({ scope, document }) => document.budgets.map((one) => ({ ...one, scope }))),
    deniedTools,
    ...passing(stated, namesOf(deniedTools)),
    domains: listed(stated, 'domains', bothDomains),
    skills: listed(stated, 'skills', bothSkills),
    hours: stated.flatMap(({ scope, document }) => (document.hours ? [{ ...document.hours, scope }] : [])),
    wipLimits: limitsOf(stated, 'wipLimit'),
    taskLimits: limitsOf(stated, 'taskLimit'),
    effectLimits: limitsOf(stated, 'effectsPerHour'),
    loopLimit: strictest(stated, 'loopLimit', usualLoopLimit, Math.min),
    runDeadlineMs: strictest(stated, 'runDeadlineMs', base.runDeadlineMs, Math.min),
    maxRetries: strictest(stated, 'maxRetries', base.maxRetries, Math.min),
    maxReturns: strictest(stated, 'maxReturns', base.maxReturns, Math.min),
    review: reviewIn(stated),
    retryDelayMs: strictest(stated, 'retryDelayMs', base.retryDelayMs, Math.max),
    artifactMb: strictest(stated, 'artifactMb', mostArtifactMb, Math.min),
    refusedArtifacts: refusedKinds(stated),
  }
}

export const namesOf = (lines: readonly From<string>[]): string[] => lines.map(({ value }) => value)

/** As the rules of addresses and of skills take a list; null: no scope has one. */
export const listedNames = (list: Listed): string[] | null => list && namesOf(list.names)

/** Whether this tool is never allowed, whatever is approved. */
export const isToolDenied = ({ deniedTools }: Pick<EffectivePolicy, 'deniedTools'>, tool: string): boolean =>
  isForbiddenBy(namesOf(deniedTools), tool)

const limitsOf = (stated: Stated[], field: 'wipLimit' | 'taskLimit' | 'effectsPerHour') =>
  stated.flatMap(({ scope, document: { [field]: limit } }) => (limit === null ? [] : [{ scope, limit }]))

function approvalOf(stated: Stated[], effect: EffectClass): From<ApprovalRule> {
  const said = stated.findLast(({ document }) => document.approvals[effect])
  const rule = said?.document.approvals[effect]
  return said && rule ? { value: rule, from: said.scope } : { value: oneApprover, from: 'default' }
}

/** The strictest that any scope asks, by the widest that asks it. What is asked of medium risk is asked of high risk too. */
function ofRisk(stated: Stated[], levels: AskedRisk[]): From<Approvers> | null {
  const said = stated.flatMap(({ scope, document: { riskApprovers } }) =>
    levels.flatMap((level): From<Approvers>[] => {
      const value = riskApprovers?.[level] ?? null
      return value === null ? [] : [{ value, from: scope }]
    }),
  )
  return said.reduce<From<Approvers> | null>(
    (found, one) => (found && stricterOf(found.value, one.value) === found.value ? found : one),
    null,
  )
}

/** What any scope refuses; where neither portfolio nor project says anything, programs. */
function refusedKinds(stated: Stated[]): From<MediaKind>[] {
  const said = stated.flatMap(({ scope, document: { refusedArtifacts } }) =>
    refusedArtifacts === null ? [] : [{ scope, refusedArtifacts }],
  )
  const program = isGranting(said[0]?.scope) ? [] : [{ value: 'program', from: 'default' } as const]
  return unique<MediaKind>([
    ...program,
    ...said.flatMap(({ scope, refusedArtifacts }) =>
      refusedArtifacts.map((value) => ({ value, from: scope })),
    ),
  ])
}

/** Whether the widest scope that speaks may be laxer than the default. */
const isGranting = (widest: Scope | undefined) => widest === 'portfolio' || widest === 'project'

/** The first that says it. */
function unique<T extends string>(lines: From<T>[]): From<T>[] {
  const seen = new Set<T>()
  return lines.filter(({ value }) => !seen.has(value) && seen.add(value))
}

/** One scope at least that has a list has to be wider than the agent. */
function passing(
  stated: Stated[],
  denied: readonly string[],
): Pick<EffectivePolicy, 'safeTools' | 'safeToolsFrom'> {
  const found = passingTools(stated, denied)
  if (!found || !isGranting(found.widest)) return { safeTools: [], safeToolsFrom: 'default' }
  const { tools, narrowest, closedBy } = found
  return {
    safeTools: tools.map((value) => ({ value, from: narrowest })),
    safeToolsFrom: closedBy ?? narrowest,
  }
}

/** What every scope that has a list lets through; each from the narrowest that names it so. */
function listed(stated: Stated[], field: 'domains' | 'skills', bothOf: typeof bothSkills): Listed {
  const lists = stated.flatMap(({ scope, document: { [field]: names } }) => (names ? [{ scope, names }] : []))
  const [first, last] = [lists[0], lists.at(-1)]
  if (!first || !last) return null
  const both = lists.reduce<readonly string[]>((left, { names }) => bothOf(left, names) ?? [], first.names)
  const from = (name: string) => lists.findLast(({ names }) => names.includes(name))?.scope ?? first.scope
  return { names: both.map((value) => ({ value, from: from(value) })), from: last.scope }
}

/** One number, of which the strictest that is said holds. */
export type Setting =
  | 'approvalTtlMs'
  | 'loopLimit'
  | 'runDeadlineMs'
  | 'maxRetries'
  | 'maxReturns'
  | 'retryDelayMs'
  | 'artifactMb'

function strictest(
  stated: Stated[],
  setting: Setting,
  otherwise: number,
  stricter: typeof Math.min,
): From<number> {
  const said = stated.flatMap(({ scope, document }) => {
    const value = document[setting]
    return value === null ? [] : [{ value, from: scope }]
  })
  const base: From<number>[] = isGranting(said[0]?.from) ? [] : [{ value: otherwise, from: 'default' }]
  return [...base, ...said].reduce((found, one) =>
    stricter(found.value, one.value) === found.value ? found : one,
  )
}

/** The strictest that any scope says, by the widest that says it. */
const reviewIn = (stated: Stated[]): From<WorkReview> =>
  stated.reduce<From<WorkReview>>(
    (found, { scope, document: { review } }) =>
      review !== null && isNewReview(found, review) ? { value: review, from: scope } : found,
    { value: 'declared', from: 'default' },
  )

/** A scope that says what holds by default says it all the same. */
const isNewReview = ({ value, from }: From<WorkReview>, review: WorkReview): boolean =>
  workReviews.indexOf(review) > workReviews.indexOf(value) || (from === 'default' && review === value)

/** What some document says of approvals; what none says is left out. */
export function statedApprovals({
  approvals,
}: Pick<EffectivePolicy, 'approvals'>): NonNullable<Policy['approvals']> {
  const said = Object.entries(approvals).filter(([, { from }]) => from !== 'default')
  return Object.fromEntries(said.map(([effect, { value }]) => [effect, value]))
}

/** A proposal is brought up once more when three quarters of its time are over. */
export const remindAfter = 0.75

/** What travels to the Mac with a run. */
export function snapshotOf(effective: EffectivePolicy, version: number, documents?: PolicyVersion[]): Policy {
  const deniedTools = namesOf(effective.deniedTools)
  const approvals = statedApprovals(effective)
  return {
    version,
    approvalTtlMs: effective.approvalTtlMs.value,
    remindAfter,
    runDeadlineMs: effective.runDeadlineMs.value,
    maxRetries: effective.maxRetries.value,
    maxReturns: effective.maxReturns.value,
    retryDelayMs: effective.retryDelayMs.value,
    ...(effective.review.value !== 'declared' && { review: effective.review.value }),
    extraSafeTools: namesOf(effective.safeTools),
    ...(Object.keys(approvals).length > 0 && { approvals }),
    ...(deniedTools.length > 0 && { deniedTools }),
    ...(effective.domains && { domains: namesOf(effective.domains.names) }),
    ...(effective.skills && { skills: namesOf(effective.skills.names) }),
    ...(documents && { documents }),
  }
}
