import type { Fact } from '../ledger/entry.ts'
import { renderedText } from './rendered-rules.ts'
import type { RunbookRunState, StepRun } from './run.ts'
import { isRunOver, openSteps } from './run-rules.ts'
import type { RunbookStep } from './runbook.ts'
import { caseFor, durationMs, stepsOfCase, timeOf } from './step-rules.ts'
import { rendered } from './template-rules.ts'

/** A fact of the run's own, without its time, which is the workflow's. */
export type RunFact = Fact extends infer F ? (F extends Fact ? Omit<F, 'at'> : never) : never

export type RunMove =
  | { kind: 'end' }
  | { kind: 'record'; facts: RunFact[] }
  /** Make the tasks of these steps. */
  | { kind: 'startTasks'; stepIds: string[] }
  /** Tell the tasks of these steps to end. */
  | { kind: 'endTasks'; stepIds: string[] }
  /** Nothing to do until a task ends or somebody acts, or until then. */
  | { kind: 'await'; until: string | null }

const actor = 'system:runbook'

/**
 * What a run does next. Depends on its state and the clock alone, so that any run of its workflow goes on from any
 * point. `now` is ISO with milliseconds, as all times of the state.
 */
export function nextRunMove(run: RunbookRunState, now: string): RunMove {
  if (isRunOver(run) || run.status === 'frozen') return { kind: 'end' }
  if (run.cancelReason !== null) return cancelMove(run, run.cancelReason)
  if (run.failedStep !== null) return failMove(run, run.failedStep)
  const walk: Walk = { run, now, facts: [], tasks: [] }
  const isThrough = walkList(walk, run.definition.steps)
  if (walk.facts.length > 0) return { kind: 'record', facts: walk.facts }
  if (walk.tasks.length > 0) return { kind: 'startTasks', stepIds: walk.tasks }
  if (isThrough) return { kind: 'record', facts: [{ type: 'runbook_run_done', actor, body: {} }] }
  return { kind: 'await', until: soonest(run) }
}

const soonest = (run: RunbookRunState): string | null =>
  openSteps(run)
    .flatMap(({ dueAt }) => dueAt ?? [])
    .sort()[0] ?? null

const openTasks = (run: RunbookRunState) => openSteps(run).filter(({ taskId }) => taskId !== null)

const endOf = (
  { stepId, attempt }: StepRun,
  outcome: 'done' | 'cancelled',
  error: string | null,
): RunFact => ({
  type: 'runbook_step_ended',
  actor,
  body: { stepId, attempt, outcome, summary: '', error, intentId: null },
})

/** Decisions and times that nobody waits for any more. */
function withdrawals(run: RunbookRunState, why: string): RunFact[] {
  const idle = openSteps(run).filter((step) => step.text !== null || step.dueAt !== null)
  return idle.map((step) => endOf(step, 'cancelled', why))
}

function cancelMove(run: RunbookRunState, reason: string): RunMove {
  const untold = openTasks(run).filter((step) => !step.isToldToEnd)
  if (untold.length > 0) return { kind: 'endTasks', stepIds: untold.map(({ stepId }) => stepId) }
  const facts = withdrawals(run, 'The run was cancelled.')
  if (facts.length > 0) return { kind: 'record', facts }
  if (openTasks(run).length > 0) return { kind: 'await', until: null }
  return { kind: 'record', facts: [{ type: 'runbook_run_cancelled', actor, body: { reason } }] }
}

/** Nothing new begins; tasks that are under way come to their own end first. */
function failMove(run: RunbookRunState, stepId: string): RunMove {
  const facts = withdrawals(run, `The run stopped at ${stepId}.`)
  if (facts.length > 0) return { kind: 'record', facts }
  if (openTasks(run).length > 0) return { kind: 'await', until: null }
  const failed = run.steps.find((step) => step.stepId === stepId)
  const body = { stepId, error: failed?.error ?? `The step ended ${failed?.outcome}.` }
  return { kind: 'record', facts: [{ type: 'runbook_run_failed', actor, body }] }
}

interface Walk {
  run: RunbookRunState
  now: string
  facts: RunFact[]
  tasks: string[]
}

/** Goes through steps in their order, as far as they are over; answers whether all are. */
function walkList(walk: Walk, steps: readonly RunbookStep[]): boolean {
  return steps.every((step) => walkStep(walk, step))
}

function walkStep(walk: Walk, step: RunbookStep): boolean {
  const known = walk.run.steps.find(({ stepId }) => stepId === step.id)
  if (!known?.startedAt) {
    begin(walk, step, known?.attempt ?? 1)
    return false
  }
  if (known.endedAt !== null) return true
  if (isThroughNow(walk, step, known)) walk.facts.push(endOf(known, 'done', null))
  return false
}

/** Whether an open step is over by itself: its time has come, or all within it is over. */
function isThroughNow(walk: Walk, step: RunbookStep, known: StepRun): boolean {
  if (step.parallel) {
    // Every way is walked, so that each goes on.
    const ways = step.parallel.map((steps) => walkList(walk, steps))
    return ways.every(Boolean)
  }
  if (step.branch) return walkList(walk, stepsOfCase(step.branch, known.picked))
  return known.dueAt !== null && known.dueAt <= walk.now
}

function begin(walk: Walk, step: RunbookStep, attempt: number): void {
  if (step.task) {
    walk.tasks.push(step.id)
    return
  }
  const { run, now } = walk
  const nothing = { taskId: null, dueAt: null, text: null, picked: null }
  const start = (given: Partial<Record<keyof typeof nothing, string | null>>) =>
    walk.facts.push({
      type: 'runbook_step_started',
      actor,
      body: { stepId: step.id, attempt, ...nothing, ...given },
    })
  if (step.approval) start({ text: renderedText('text', step.approval.text, run) })
  else if (step.branch) start({ picked: pickedOf(run, step.branch) })
  else if (step.wait) beginWait(walk, start, { stepId: step.id, attempt, dueAt: dueOf(run, step.wait, now) })
  else start({})
}

function pickedOf(run: RunbookRunState, branch: NonNullable<RunbookStep['branch']>): string | null {
  // A step that was left out itself, in a case that was not taken, ended without an outcome.
  const outcome = run.steps.find(({ stepId }) => stepId === branch.on)?.outcome
  return outcome ? caseFor(branch, outcome) : branch.else ? 'else' : null
}

function dueOf(run: RunbookRunState, wait: NonNullable<RunbookStep['wait']>, now: string): string | null {
  if (wait.until !== undefined) return timeOf(rendered(wait.until, run))
  const ms = durationMs(wait.for ?? '')
  return ms === null ? null : new Date(Date.parse(now) + ms).toISOString()
}

function beginWait(
  walk: Walk,
  start: (given: { dueAt: string | null }) => void,
  { stepId, attempt, dueAt }: { stepId: string; attempt: number; dueAt: string | null },
): void {
  start({ dueAt })
  if (dueAt !== null) return
  const error = 'Until when it waits is no time: write 2026-12-01, or 2026-12-01T09:00Z with its zone.'
  const body = { stepId, attempt, outcome: 'failed' as const, summary: '', error, intentId: null }
  walk.facts.push({ type: 'runbook_step_ended', actor, body })
}
