import { type AskedRisk, askedRisks } from '../approval/risk.ts'
import type { MediaKind } from '../artifact/artifact.ts'
import { kindWords } from '../artifact/limit-rules.ts'
import { amountWords, budgetWords, periodWords } from './budget-words.ts'
import { approvalSentence, approverWords, classLines } from './class-words.ts'
import type { EffectivePolicy, From, Setting } from './effective-rules.ts'
import { daysWords } from './hours-words.ts'
import type { ApprovalRule, Approvers, EffectClass, WorkReview } from './policy.ts'
import type { Budget, Hours, PolicyDocument } from './policy-document.ts'
import type { Scope } from './scope.ts'

/** One rule in one sentence. `key` tells the same rule in two documents. */
export interface PolicyLine {
  key: string
  sentence: string
}
export type EffectiveLine = PolicyLine & { from: From<unknown>['from'] }

const minutes = (ms: number) => {
  if (ms % 86_400_000 === 0) return `${ms / 86_400_000} d`
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`
}

/** What is asked of medium risk is asked of high risk too. */
export const riskWords: Record<AskedRisk, string> = {
  medium: 'What is of medium or high risk',
  high: 'What is of high risk',
}
function riskSentence(level: AskedRisk, needs: Approvers): string {
  const who = needs === 'one' ? 'at least one approver, so it never passes by a rule' : approverWords[needs]
  return `${riskWords[level]} needs ${who}, whatever it does.`
}

function budgetSentence({ metric, period, limit, perRun, warnAt }: Budget): string {
  const each =
    metric === 'runs' ? '' : `, ${amountWords(metric, perRun ?? limit / 5)} of it for one run at most`
  return `At most ${amountWords(metric, limit)} ${periodWords[period]}${each}; warns at ${warnAt} %.`
}

function hoursSentence({ timeZone, days, from, to }: Hours): string {
  const end = from < to ? to : `${to} of the next day`
  return `Runs start ${daysWords({ days })} from ${from} to ${end}, ${timeZone}.`
}

const reviewWords: Record<WorkReview, string> = {
  declared: 'An operator looks at work where its task says so.',
  undeclared: 'An operator looks at work where its task says so, and at work that declares no deliverable.',
  all: 'An operator looks at all work before it is done.',
}

const sentences = {
  approvalTtlMs: (ms: number) => `A proposal that nobody decides expires after ${minutes(ms)}.`,
  wipLimit: (limit: number) => `At most ${limit === 1 ? 'one run' : `${limit} runs`} at once.`,
  taskLimit: (limit: number) =>
    `At most ${limit === 1 ? 'one task' : `${limit} tasks`} in work: begun, and not ended.`,
  effectsPerHour: (limit: number) => `At most ${limit === 1 ? 'one effect' : `${limit} effects`} in an hour.`,
  loopLimit: (times: number) =>
    `An agent is paused when the same failure, result or proposal comes ${times} times.`,
  runDeadlineMs: (ms: number) => `A run is ended after ${minutes(ms)}.`,
  maxRetries: (tries: number) =>
    tries === 0
      ? 'A run that failed is not tried again.'
      : `A run that failed for a passing reason is tried again ${tries === 1 ? 'once' : `${tries} times`}.`,
  maxReturns: (times: number) =>
    times === 0
      ? 'Work that is not proven waits for an operator at once.'
      : `Work that is not proven goes back to its agent ${times === 1 ? 'once' : `${times} times`}.`,
  review: (work: WorkReview) => reviewWords[work],
  retryDelayMs: (ms: number) =>
    `The first further try comes after ${minutes(ms)}, each later one after twice as long.`,
  safeTools: (tools: string[]) =>
    tools.length > 0
      ? `Passes without asking, beside reading and reporting: ${tools.join(', ')}.`
      : 'Nothing but reading and reporting passes without asking.',
  artifactMb: (mb: number) =>
    `Artifacts of up to ${mb} MB are brought here; of larger ones only the hash is kept.`,
  refusedArtifacts: (kinds: MediaKind[]) =>
    kinds.length > 0
      ? `Not brought here as artifacts: ${kinds.map((kind) => kindWords[kind].toLowerCase().replace('pdf', 'PDF')).join(', ')}.`
      : 'Artifacts of every kind are brought here.',
  domains: (names: string[]) =>
    names.length > 0
      ? `Tools go only to these domains and what lies below: ${names.join(', ')}.`
      : 'Tools go to no address at all.',
  skills: (names: string[]) =>
    names.length > 0
      ? `Agents may use only these skills: ${names.join(', ')}.`
      : 'Agents may use no skill at all.',
  deniedTools: (tools: string[]) => `Never allowed, whatever is approved: ${tools.join(', ')}.`,
}

/** By what it counts; of several that count the same, by their order besides. */
function budgetKey(budgets: readonly Budget[], at: number): string {
  const keys = budgets.slice(0, at + 1).map(({ metric, period }) => `budgets.${metric}.${period}`)
  const key = keys.at(-1) ?? ''
  return `${key}.${keys.filter((one) => one === key).length}`
}

/** What a document says, rule by rule. What it leaves to the wider scope has no line. */
export function documentLines(document: PolicyDocument): PolicyLine[] {
  const { approvals, budgets, deniedTools, hours } = document
  const said = <T>(key: string, value: T | null, sentence: (value: T) => string): PolicyLine[] =>
    value === null ? [] : [{ key, sentence: sentence(value) }]
  return [
    ...(Object.entries(approvals) as [EffectClass, ApprovalRule][]).map(([effect, rule]) => ({
      key: `approvals.${effect}`,
      sentence: approvalSentence(effect, rule),
    })),
    ...askedRisks.flatMap((level) =>
      said(`riskApprovers.${level}`, document.riskApprovers?.[level] ?? null, (needs) =>
        riskSentence(level, needs),
      ),
    ),
    ...said('approvalTtlMs', document.approvalTtlMs, sentences.approvalTtlMs),
    ...budgets.map((budget, i) => ({ key: budgetKey(budgets, i), sentence: budgetSentence(budget) })),
    ...said('safeTools', document.safeTools, sentences.safeTools),
    ...said('deniedTools', deniedTools.length > 0 ? deniedTools : null, sentences.deniedTools),
    ...said('domains', document.domains, sentences.domains),
    ...said('skills', document.skills, sentences.skills),
    ...said('hours', hours, hoursSentence),
    ...said('wipLimit', document.wipLimit, sentences.wipLimit),
    ...said('taskLimit', document.taskLimit, sentences.taskLimit),
    ...said('effectsPerHour', document.effectsPerHour, sentences.effectsPerHour),
    ...said('loopLimit', document.loopLimit, sentences.loopLimit),
    ...said('runDeadlineMs', document.runDeadlineMs, sentences.runDeadlineMs),
    ...said('maxRetries', document.maxRetries, sentences.maxRetries),
    ...said('maxReturns', document.maxReturns, sentences.maxReturns),
    ...said('review', document.review, sentences.review),
    ...said('retryDelayMs', document.retryDelayMs, sentences.retryDelayMs),
    ...said('artifactMb', document.artifactMb, sentences.artifactMb),
    ...said('refusedArtifacts', document.refusedArtifacts, sentences.refusedArtifacts),
  ]
}

/** Rules that a wider scope, or in the end the product, has an answer to where a document says nothing. */
const inherited =
  /^(approvals\.|safeTools$|approvalTtlMs$|loopLimit$|runDeadlineMs$|maxRetries$|maxReturns$|review$|retryDelayMs$|artifactMb$|refusedArtifacts$)/
const widerWords: Record<Scope, string> = {
  portfolio: 'Not said any more',
  project: 'As all projects now',
  agent: 'As its project now',
}

/** What saving would change in the document of a scope, in words; empty where nothing. */
export function changesBetween(scope: Scope, before: PolicyDocument, after: PolicyDocument): string[] {
  const [was, is] = [documentLines(before), documentLines(after)]
  const find = (lines: PolicyLine[], key: string) => lines.find((line) => line.key === key)?.sentence
  const keys = [...new Set([...was, ...is].map(({ key }) => key))]
  return keys.flatMap((key) => {
    const [old, now] = [find(was, key), find(is, key)]
    if (old === now) return []
    if (!old) return [`New: ${now}`]
    if (now) return [`${now} Before: ${old}`]
    return [inherited.test(key) ? `${widerWords[scope]}. Before: ${old}` : `No longer: ${old}`]
  })
}

/** What holds in the end, each rule with where it comes from. */
export function effectiveLines(effective: EffectivePolicy): EffectiveLine[] {
  const {
    approvals,
    riskApprovers,
    budgets,
    hours,
    wipLimits,
    taskLimits,
    effectLimits,
    deniedTools,
    safeTools,
    safeToolsFrom,
  } = effective
  const setting = (key: Setting) => ({
    key,
    sentence: sentences[key](effective[key].value),
    from: effective[key].from,
  })
  const tools = safeTools.map(({ value }) => value)
  return [
    ...classLines(approvals),
    ...askedRisks.flatMap((level) => {
      const said = riskApprovers[level]
      if (said === null || (level === 'high' && isSame(said, riskApprovers.medium))) return []
      return [{ key: `riskApprovers.${level}`, sentence: riskSentence(level, said.value), from: said.from }]
    }),
    setting('approvalTtlMs'),
    ...budgets.map((budget, i) => ({
      key: `budgets.${i}`,
      sentence: `${capital(budgetWords({ scope: budget.scope, budget }))}.`,
      from: budget.scope,
    })),
    { key: 'safeTools', sentence: sentences.safeTools(tools), from: safeToolsFrom },
    ...deniedTools.map(({ value, from }) => ({
      key: `deniedTools.${value}`,
      sentence: sentences.deniedTools([value]),
      from,
    })),
    ...listLines('domains', effective),
    ...listLines('skills', effective),
    ...hours.map((one) => ({ key: `hours.${one.scope}`, sentence: hoursSentence(one), from: one.scope })),
    ...limitLines('wipLimit', wipLimits),
    ...limitLines('taskLimit', taskLimits),
    ...limitLines('effectsPerHour', effectLimits),
    setting('loopLimit'),
    setting('runDeadlineMs'),
    setting('maxRetries'),
    setting('maxReturns'),
    { key: 'review', sentence: sentences.review(effective.review.value), from: effective.review.from },
    setting('retryDelayMs'),
    setting('artifactMb'),
    {
      key: 'refusedArtifacts',
      sentence: sentences.refusedArtifacts(effective.refusedArtifacts.map(({ value }) => value)),
      from: effective.refusedArtifacts[0]?.from ?? 'default',
    },
  ]
}

const limitLines = (
  field: 'wipLimit' | 'taskLimit' | 'effectsPerHour',
  limits: EffectivePolicy['wipLimits'],
): EffectiveLine[] =>
  limits.map(({ scope, limit }) => ({
    key: `${field}.${scope}`,
    sentence: sentences[field](limit),
    from: scope,
  }))

const isSame = (one: From<Approvers>, other: From<Approvers> | null) =>
  one.value === other?.value && one.from === other.from

/** One line for each scope whose names are among those that are left; one, where none is left. */
function listLines(field: 'domains' | 'skills', { [field]: list }: EffectivePolicy): EffectiveLine[] {
  if (list === null) return []
  const { names, from: last } = list
  const froms = [...new Set(names.map(({ from }) => from))]
  const lineOf = (from: Scope, some: readonly { value: string }[]): EffectiveLine => ({
    key: `${field}.${from}`,
    sentence: sentences[field](some.map(({ value }) => value)),
    from,
  })
  if (froms.length < 2) return [lineOf(froms[0] ?? last, names)]
  return froms.map((from) =>
    lineOf(
      from,
      names.filter((one) => one.from === from),
    ),
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
