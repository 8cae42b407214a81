import type { MediaKind } from '../artifact/artifact.ts'
import { mostArtifactMb } from '../artifact/limit-rules.ts'
import type { ApprovalRule, EffectClass, Policy } from './policy.ts'
import type { Budget, Hours, PolicyDocument, Scope } from './policy-document.ts'

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
type InScope<T> = T & { scope: Scope }

/** What holds for one agent's next run, each line with where it comes from. */
export interface EffectivePolicy {
  approvals: Record<EffectClass, From<ApprovalRule>>
  approvalTtlMs: From<number>
  budgets: InScope<Budget>[]
  deniedTools: From<string>[]
  safeTools: From<string>[]
  hours: InScope<Hours>[]
  wipLimits: InScope<{ limit: number }>[]
  effectLimits: InScope<{ limit: number }>[]
  runDeadlineMs: From<number>
  maxRetries: From<number>
  maxReturns: From<number>
  retryDelayMs: From<number>
  artifactMb: From<number>
  refusedArtifacts: From<MediaKind>[]
}

const classes: EffectClass[] = ['send', 'publish', 'pay', 'delete', 'deploy', 'buy', 'exec', 'other']
const oneApprover: ApprovalRule = { who: 'one', upToUsd: null, above: 'two' }

/** What a project was created with, as a document: the base where it has none. */
export const documentOfPolicy = (policy: Policy): PolicyDocument => ({
  approvals: {},
  approvalTtlMs: policy.approvalTtlMs,
  budgets: [],
  deniedTools: policy.deniedTools ?? [],
  safeTools: policy.extraSafeTools,
  hours: null,
  wipLimit: null,
  effectsPerHour: null,
  runDeadlineMs: policy.runDeadlineMs,
  maxRetries: policy.maxRetries,
  maxReturns: policy.maxReturns,
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
    approvalTtlMs: strictest(stated, 'approvalTtlMs', base.approvalTtlMs, Math.min),
    budgets: stated.flatMap(({ scope, document }) => document.budgets.map((one) => ({ ...one, scope }))),
    deniedTools,
    safeTools: passing(stated, new Set(deniedTools.map(({ value }) => value))),
    hours: stated.flatMap(({ scope, document }) => (document.hours ? [{ ...document.hours, scope }] : [])),
    wipLimits: limitsOf(stated, 'wipLimit'),
    effectLimits: limitsOf(stated, 'effectsPerHour'),
    runDeadlineMs: strictest(stated, 'runDeadlineMs', base.runDeadlineMs, Math.min),
    maxRetries: strictest(stated, 'maxRetries', base.maxRetries, Math.min),
    maxReturns: strictest(stated, 'maxReturns', base.maxReturns, Math.min),
    retryDelayMs: strictest(stated, 'retryDelayMs', base.retryDelayMs, Math.max),
    artifactMb: strictest(stated, 'artifactMb', mostArtifactMb, Math.min),
    refusedArtifacts: refusedKinds(stated),
  }
}

const limitsOf = (stated: Stated[], field: 'wipLimit' | 'effectsPerHour') =>
  stated.flatMap(({ scope, document: { [field]: limit } }) => (limit === null ? [] : [{ scope, limit }]))

function approvalOf(stated: Stated[], effect: EffectClass): From<ApprovalRule> {
  const said = stated.findLast(({ document }) => document.approvals[effect])
  const rule = said?.document.approvals[effect]
  return said && rule ? { value: rule, from: said.scope } : { value: oneApprover, from: 'default' }
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

/** A tool passes where every scope that has a list has it on it, and one of them is wider than the agent. */
function passing(stated: Stated[], denied: ReadonlySet<string>): From<string>[] {
  const lists = stated.flatMap(({ scope, document: { safeTools } }) =>
    safeTools === null ? [] : [{ scope, tools: new Set(safeTools) }],
  )
  const last = lists.at(-1)
  if (!last || !isGranting(lists[0]?.scope)) return []
  const passes = (tool: string) => !denied.has(tool) && lists.every(({ tools }) => tools.has(tool))
  return [...last.tools].filter(passes).map((value) => ({ value, from: last.scope }))
}

type Setting = 'approvalTtlMs' | 'runDeadlineMs' | 'maxRetries' | 'maxReturns' | 'retryDelayMs' | 'artifactMb'

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

/** What travels to the Mac with a run. */
export function snapshotOf(effective: EffectivePolicy, version: number): Policy {
  const deniedTools = effective.deniedTools.map(({ value }) => value)
  const said = Object.entries(effective.approvals).filter(([, { from }]) => from !== 'default')
  const approvals = Object.fromEntries(said.map(([effect, { value }]) => [effect, value]))
  return {
    version,
    approvalTtlMs: effective.approvalTtlMs.value,
    runDeadlineMs: effective.runDeadlineMs.value,
    maxRetries: effective.maxRetries.value,
    maxReturns: effective.maxReturns.value,
    retryDelayMs: effective.retryDelayMs.value,
    extraSafeTools: effective.safeTools.map(({ value }) => value),
    ...(Object.keys(approvals).length > 0 && { approvals }),
    ...(deniedTools.length > 0 && { deniedTools }),
  }
}
