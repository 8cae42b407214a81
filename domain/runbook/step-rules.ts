import type { RunbookBranch, RunbookStep, StepKind, StepOutcome } from './runbook.ts'

const kinds: readonly StepKind[] = ['task', 'approval', 'wait', 'parallel', 'branch']

/** A checked step is of one kind. */
export const kindOf = (step: RunbookStep): StepKind =>
  kinds.find((kind) => step[kind] !== undefined) ?? 'task'

/** All kinds that a step says it is of; a good one says one. */
export const kindsOf = (step: RunbookStep): StepKind[] => kinds.filter((kind) => step[kind] !== undefined)

export type StepPath = (string | number)[]
export interface StepList {
  /** Under its step, where the list stands. */
  path: StepPath
  /** Of a branch: the outcome that it is for. */
  label: StepOutcome | 'else' | null
  steps: RunbookStep[]
}

/** The lists of steps within a step, in the order of the text. */
export function listsIn(step: RunbookStep): StepList[] {
  const ways = (step.parallel ?? []).map((steps, i) => ({ path: ['parallel', i], label: null, steps }))
  return [...ways, ...(step.branch ? casesOf(step.branch) : [])]
}

function casesOf(branch: RunbookBranch): StepList[] {
  const cases = Object.entries(branch.when ?? {}) as [StepOutcome, RunbookStep[]][]
  return [
    ...cases.map(([label, steps]) => ({ path: ['branch', 'when', label], label, steps })),
    ...(branch.else ? [{ path: ['branch', 'else'], label: 'else' as const, steps: branch.else }] : []),
  ]
}

export interface PlacedStep {
  step: RunbookStep
  path: StepPath
  depth: number
}

/** Every step, outer ones before those within them. */
export function allSteps(steps: readonly RunbookStep[], path: StepPath = ['steps'], depth = 0): PlacedStep[] {
  return steps.flatMap((step, i) => {
    const here = [...path, i]
    const within = listsIn(step).flatMap((list) => allSteps(list.steps, [...here, ...list.path], depth + 1))
    return [{ step, path: here, depth }, ...within]
  })
}

/** Those at which something is done or awaited; what holds others together is no step of its own to whoever counts. */
export const countedSteps = (steps: readonly RunbookStep[]): RunbookStep[] =>
  allSteps(steps).flatMap(({ step }) => (step.parallel || step.branch ? [] : [step]))

/** The case of a branch that an outcome leads to; null where there is none. */
export function caseFor(branch: RunbookBranch, outcome: StepOutcome): StepOutcome | 'else' | null {
  if (branch.when?.[outcome]) return outcome
  return branch.else ? 'else' : null
}

export const stepsOfCase = (branch: RunbookBranch, label: string | null): RunbookStep[] => {
  if (label === null) return []
  return (label === 'else' ? branch.else : branch.when?.[label as StepOutcome]) ?? []
}

const outcomesOfKind: Record<StepKind, readonly StepOutcome[]> = {
  task: ['done', 'failed', 'cancelled'],
  approval: ['approved', 'rejected'],
  wait: ['done'],
  parallel: ['done'],
  branch: ['done'],
}
/** What can become of a step, as a branch may ask. */
export const outcomesOf = (step: RunbookStep) => outcomesOfKind[kindOf(step)]

const unitMs: Record<string, number> = {
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

/** "30 min", "2h", "3 d": milliseconds; null where it is none, or longer than a year. */
export function durationMs(text: string): number | null {
  const [, count, unit] = /^(\d{1,6})\s*(s|min|h|d|w)$/.exec(text.trim()) ?? []
  const ms = Number(count) * (unitMs[unit ?? ''] ?? Number.NaN)
  return ms > 0 && ms <= 366 * 86_400_000 ? ms : null
}

/** A day is its beginning in UTC; a time says its zone. ISO with milliseconds; null where it is neither. */
export function timeOf(text: string): string | null {
  const isDay = isDate(text)
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const at = isDay || (isTime && isDate(text.slice(0, 10))) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** YYYY-MM-DD, and a day that the calendar has. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
