import type { RefusalCode } from '../errors.ts'
import type { Fact } from '../ledger/entry.ts'
import { frozenRefusal } from '../ledger/fork-rules.ts'
import { type Action, aRole, type Role, refusalOf } from '../operator/permissions.ts'
import type { RunbookRunState, StepRun } from './run.ts'
import type { RunIntent } from './run-intent.ts'
import type { RunbookDefinition, RunbookStep } from './runbook.ts'
import { allSteps, caseFor, listsIn, stepsOfCase } from './step-rules.ts'

export const overStatuses: readonly RunbookRunState['status'][] = ['done', 'failed', 'cancelled']
export const isRunOver = ({ status }: Pick<RunbookRunState, 'status'>): boolean =>
  overStatuses.includes(status)

export const stepOf = ({ steps }: RunbookDefinition, stepId: string): RunbookStep | null =>
  allSteps(steps).find(({ step }) => step.id === stepId)?.step ?? null

export const openSteps = (state: RunbookRunState): StepRun[] =>
  state.steps.filter((step) => step.startedAt !== null && step.endedAt === null)

/** By the run itself, as it stopped or was cancelled: nobody decided or did anything that a branch could go by. */
const isWithdrawn = ({ outcome, taskId, isToldToEnd }: StepRun) =>
  outcome === 'cancelled' && (taskId === null || isToldToEnd)

/** Whether the run goes on after this end: it went well, or a branch that it may still come to asks for just that. */
export function isPassed(run: RunbookRunState, step: StepRun): boolean {
  const { stepId, outcome } = step
  if (outcome === 'done' || outcome === 'approved') return true
  if (outcome === null) return false
  const asks = ({ branch }: RunbookStep) => branch?.on === stepId && caseFor(branch, outcome) !== null
  if (!run.rules) return allSteps(run.definition.steps).some(({ step }) => asks(step))
  return !isWithdrawn(step) && stepsAhead(run, run.definition.steps).some(asks)
}

/** Without those of a case that is not taken, as far as that is known. */
const stepsAhead = (run: RunbookRunState, steps: readonly RunbookStep[]): RunbookStep[] =>
  steps.flatMap((step) => [step, ...listsAhead(run, step).flatMap((list) => stepsAhead(run, list))])

function listsAhead({ steps }: RunbookRunState, step: RunbookStep): RunbookStep[][] {
  const { branch } = step
  if (!branch) return listsIn(step).map((list) => list.steps)
  const own = steps.find(({ stepId }) => stepId === step.id)
  if (own?.startedAt) return [stepsOfCase(branch, own.picked)]
  const on = steps.find(({ stepId }) => stepId === branch.on)
  return on?.outcome && !isWithdrawn(on)
    ? [stepsOfCase(branch, caseFor(branch, on.outcome))]
    : listsIn(step).map((list) => list.steps)
}

type Standing = Pick<RunbookRunState, 'status'>

/** Of a run that is not frozen. */
const sentences: Record<OperatorRunIntent['command'], (run: Standing) => string | null> = {
  // The step that it is about has a rule of its own.
  decideStep: () => null,
  cancelRun: (run) => (isRunOver(run) ? `The run is ${run.status} already.` : null),
  resumeRun: ({ status }) =>
    status === 'failed' || status === 'cancelled'
      ? null
      : `Only a failed or cancelled run can be resumed; this one is ${status}.`,
  settleFork: ({ status }) =>
    status === 'frozen' ? null : 'There is nothing to settle: the run is not frozen.',
}

/** Why a run's state refuses this, as a sentence; null where it may. Server, button and test ask here. */
export const runRefusal = (run: Standing, command: OperatorRunIntent['command']): string | null =>
  frozenRefusal('run', run.status, command) ?? sentences[command](run)

export interface RunRefusal {
  code: RefusalCode
  message: string
}

/** Intents of operators; the word of a task's end comes from the record itself. */
export type OperatorRunIntent = Exclude<RunIntent, { command: 'startRunbook' | 'taskEnded' }>

export const runActionOf: Record<OperatorRunIntent['command'], Action> = {
  decideStep: 'decideRunbookStep',
  resumeRun: 'resumeRunbook',
  cancelRun: 'cancelRunbook',
  settleFork: 'settleFork',
}

/** Why this intent may not take effect now; null where it may. Asked at the edge and again by the workflow. */
export function runIntentRefusal(
  intent: Pick<OperatorRunIntent, 'command' | 'body'>,
  run: RunbookRunState,
  role: Role | null,
): RunRefusal | null {
  if (role === null) return { code: 'role_may_not', message: 'Only an operator may do this.' }
  const refusal = refusalOf(role, runActionOf[intent.command])
  if (refusal) return { code: 'role_may_not', message: refusal }
  const message = runRefusal(run, intent.command)
  if (message) return { code: 'run_not_in_state', message }
  return intent.command === 'decideStep'
    ? decisionRefusal(intent.body as Extract<OperatorRunIntent, { command: 'decideStep' }>['body'], run, role)
    : null
}

/** Who may decide a step, by the runbook's own word. */
export const deciderRefusal = (who: 'operator' | 'owner', role: Role): string | null =>
  who === 'owner' && role !== 'owner'
    ? `The runbook leaves this decision to an owner; you are ${aRole(role)}.`
    : null

function decisionRefusal(
  { stepId, attempt }: { stepId: string; attempt: number },
  run: RunbookRunState,
  role: Role,
): RunRefusal | null {
  const approval = stepOf(run.definition, stepId)?.approval
  const asked = run.steps.find((step) => step.stepId === stepId)
  if (!approval || !asked?.startedAt)
    return { code: 'not_found', message: 'The run asks for no such decision.' }
  if (asked.attempt !== attempt || asked.endedAt !== null) {
    const what = asked.outcome ? `It is ${asked.outcome} already.` : 'It was asked again since then.'
    return { code: 'already_decided', message: what }
  }
  const refusal = deciderRefusal(approval.who, role)
  return refusal ? { code: 'role_may_not', message: refusal } : null
}

/** Whether a decision is on a step that the run has not begun again yet: a reset made it forget that it had asked. */
export function isAheadOf(
  run: RunbookRunState,
  { stepId, attempt }: { stepId: string; attempt: number },
): boolean {
  const step = run.steps.find((one) => one.stepId === stepId)
  return !isRunOver(run) && (!step?.startedAt || step.attempt < attempt)
}

/** The fact that an intent asks for, or the one that says why nothing came of it. */
export function factOfRunIntent(
  intent: Exclude<RunIntent, { command: 'startRunbook' }>,
  run: RunbookRunState,
  role: Role | null,
  at: string,
): Fact {
  const by = { at, actor: intent.actor }
  const intentId = intent.id
  if (intent.command === 'taskEnded') return taskEndFact(intent, run, at)
  const refusal = runIntentRefusal(intent, run, role)
  if (refusal) {
    const body = { intentId, command: intent.command, message: refusal.message }
    return { ...by, type: 'runbook_intent_refused', body }
  }
  if (intent.command === 'settleFork')
    return { ...by, type: 'runbook_run_fork_settled', body: { ...intent.body, intentId } }
  if (intent.command === 'resumeRun') return { ...by, type: 'runbook_run_resumed', body: { intentId } }
  if (intent.command === 'cancelRun')
    return { ...by, type: 'runbook_run_cancel_requested', body: { reason: intent.body.reason, intentId } }
  const { stepId, attempt, verdict, note } = intent.body
  const error = verdict === 'rejected' ? note || 'It was rejected.' : null
  const body = { stepId, attempt, outcome: verdict, summary: note, error, intentId }
  return { ...by, type: 'runbook_step_ended', body }
}

function taskEndFact(
  { id, actor, body }: Extract<RunIntent, { command: 'taskEnded' }>,
  run: RunbookRunState,
  at: string,
): Fact {
  const step = openSteps(run).find(({ taskId }) => taskId === body.taskId)
  const by = { at, actor }
  if (!step) {
    const message = 'The run does not wait for this task any more.'
    return { ...by, type: 'runbook_intent_refused', body: { intentId: id, command: 'taskEnded', message } }
  }
  const { stepId, attempt } = step
  const { outcome, summary, error } = body
  return {
    ...by,
    type: 'runbook_step_ended',
    body: { stepId, attempt, outcome, summary, error, intentId: id },
  }
}
