import type { MediaKind } from '../artifact/artifact.ts'
import { kindWords } from '../artifact/limit-rules.ts'
import { amountWords, budgetWords, periodWords } from './budget-words.ts'
import type { EffectivePolicy, From } from './effective-rules.ts'
import type { ApprovalRule, Approvers, EffectClass } from './policy.ts'
import type { Budget, Hours, PolicyDocument, Scope } from './policy-document.ts'

/** One rule in one sentence. `key` tells the same rule in two documents. */
export interface PolicyLine {
  key: string
  sentence: string
}
export type EffectiveLine = PolicyLine & { from: From<unknown>['from'] }

export const classWords: Record<EffectClass, string> = {
  send: 'Sending',
  publish: 'Publishing',
  pay: 'Paying',
  delete: 'Deleting',
  deploy: 'Deploying',
  buy: 'Buying',
  exec: 'Running commands',
  other: 'Anything else with an effect',
}
export const approverWords: Record<Approvers, string> = {
  one: 'one approver',
  other: 'somebody other than who asked for the task',
  two: 'two approvers',
}
const dayWords = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const minutes = (ms: number) => {
  if (ms % 86_400_000 === 0) return `${ms / 86_400_000} d`
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`
}

function approvalSentence(effect: EffectClass, { who, upToUsd, above }: ApprovalRule): string {
  const upTo =
    upToUsd === null
      ? ''
      : ` up to ${amountWords('usd', upToUsd)}; above it or where the amount is unknown, ${approverWords[above]}`
  return `${classWords[effect]} needs ${approverWords[who]}${upTo}.`
}

function budgetSentence({ metric, period, limit, perRun, warnAt }: Budget): string {
  const each =
    metric === 'runs' ? '' : `, ${amountWords(metric, perRun ?? limit / 5)} of it for one run at most`
  return `At most ${amountWords(metric, limit)} ${periodWords[period]}${each}; warns at ${warnAt} %.`
}

function hoursSentence({ timeZone, days, from, to }: Hours): string {
  const named = [...days].sort().map((day) => dayWords[day - 1])
  return `Runs start ${named.length === 7 ? 'every day' : named.join(', ')} from ${from} to ${to}, ${timeZone}.`
}

const sentences = {
  approvalTtlMs: (ms: number) => `A proposal that nobody decides expires after ${minutes(ms)}.`,
  wipLimit: (limit: number) => `At most ${limit === 1 ? 'one run' : `${limit} runs`} at once.`,
  effectsPerHour: (limit: number) => `At most ${limit === 1 ? 'one effect' : `${limit} effects`} in an hour.`,
  runDeadlineMs: (ms: number) => `A run is ended after ${minutes(ms)}.`,
  maxRetries: (tries: number) =>
    tries === 0
      ? 'A run that failed is not tried again.'
      : `A run that failed for a passing reason is tried again ${tries === 1 ? 'once' : `${tries} times`}.`,
  maxReturns: (times: number) =>
    times === 0
      ? 'Work that is not proven waits for an operator at once.'
      : `Work that is not proven goes back to its agent ${times === 1 ? 'once' : `${times} times`}.`,
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
  deniedTools: (tools: string[]) => `Never allowed, whatever is approved: ${tools.join(', ')}.`,
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
    ...said('approvalTtlMs', document.approvalTtlMs, sentences.approvalTtlMs),
    ...budgets.map((budget) => ({
      key: `budgets.${budget.metric}.${budget.period}`,
      sentence: budgetSentence(budget),
    })),
    ...said('safeTools', document.safeTools, sentences.safeTools),
    ...said('deniedTools', deniedTools.length > 0 ? deniedTools : null, sentences.deniedTools),
    ...said('hours', hours, hoursSentence),
    ...said('wipLimit', document.wipLimit, sentences.wipLimit),
    ...said('effectsPerHour', document.effectsPerHour, sentences.effectsPerHour),
    ...said('runDeadlineMs', document.runDeadlineMs, sentences.runDeadlineMs),
    ...said('maxRetries', document.maxRetries, sentences.maxRetries),
    ...said('maxReturns', document.maxReturns, sentences.maxReturns),
    ...said('retryDelayMs', document.retryDelayMs, sentences.retryDelayMs),
    ...said('artifactMb', document.artifactMb, sentences.artifactMb),
    ...said('refusedArtifacts', document.refusedArtifacts, sentences.refusedArtifacts),
  ]
}

/** Rules that a wider scope, or in the end the product, has an answer to where a document says nothing. */
const inherited =
  /^(approvals\.|safeTools$|approvalTtlMs$|runDeadlineMs$|maxRetries$|maxReturns$|retryDelayMs$|artifactMb$|refusedArtifacts$)/
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
  const { approvals, budgets, hours, wipLimits, effectLimits, deniedTools, safeTools } = effective
  const setting = (
    key: 'approvalTtlMs' | 'runDeadlineMs' | 'maxRetries' | 'maxReturns' | 'retryDelayMs' | 'artifactMb',
  ) => ({
    key,
    sentence: sentences[key](effective[key].value),
    from: effective[key].from,
  })
  const tools = safeTools.map(({ value }) => value)
  return [
    ...(Object.entries(approvals) as [EffectClass, From<ApprovalRule>][]).map(
      ([effect, { value, from }]) => ({
        key: `approvals.${effect}`,
        sentence: approvalSentence(effect, value),
        from,
      }),
    ),
    setting('approvalTtlMs'),
    ...budgets.map((budget, i) => ({
      key: `budgets.${i}`,
      sentence: `${capital(budgetWords({ scope: budget.scope, budget }))}.`,
      from: budget.scope,
    })),
    { key: 'safeTools', sentence: sentences.safeTools(tools), from: safeTools[0]?.from ?? 'default' },
    ...deniedTools.map(({ value, from }) => ({
      key: `deniedTools.${value}`,
      sentence: sentences.deniedTools([value]),
      from,
    })),
    ...hours.map((one) => ({ key: `hours.${one.scope}`, sentence: hoursSentence(one), from: one.scope })),
    ...wipLimits.map(({ scope, limit }) => ({
      key: `wipLimit.${scope}`,
      sentence: sentences.wipLimit(limit),
      from: scope,
    })),
    ...effectLimits.map(({ scope, limit }) => ({
      key: `effectsPerHour.${scope}`,
      sentence: sentences.effectsPerHour(limit),
      from: scope,
    })),
    setting('runDeadlineMs'),
    setting('maxRetries'),
    setting('maxReturns'),
    setting('retryDelayMs'),
    setting('artifactMb'),
    {
      key: 'refusedArtifacts',
      sentence: sentences.refusedArtifacts(effective.refusedArtifacts.map(({ value }) => value)),
      from: effective.refusedArtifacts[0]?.from ?? 'default',
    },
  ]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
