import type { RefusalCode } from '../errors.ts'
import type { Fact, FactOf } from '../ledger/entry.ts'
import { frozenRefusal } from '../ledger/fork-rules.ts'
import type { Usage } from '../run/run.ts'
import type { ProposalState, RunState, TaskState, TaskStatus } from './task.ts'

export const endedStatuses: readonly TaskStatus[] = ['done', 'failed', 'cancelled']
export const isEnded = (status: TaskStatus) => endedStatuses.includes(status)

export type TaskAction =
  | 'messageTask'
  | 'answerQuestion'
  | 'decideApproval'
  | 'cancelTask'
  | 'prioritiseTask'
  | 'setDeadline'
  | 'setTaskBudget'
  | 'raiseBudget'
  | 'retryTask'
  | 'acceptWork'
  | 'reviewDeliverable'
  | 'checkAgain'
  | 'askAgent'
  | 'settleEffect'
  | 'settleFork'

/** The task's state allows it; the question, proposal or deliverable that it is about has a rule of its own. */
const asFarAsItGoes = () => null

/** Of a task that is not frozen. */
const sentences: Record<TaskAction, (task: TaskState) => string | null> = {
  messageTask: asFarAsItGoes,
  answerQuestion: asFarAsItGoes,
  decideApproval: asFarAsItGoes,
  reviewDeliverable: asFarAsItGoes,
  askAgent: asFarAsItGoes,
  settleEffect: asFarAsItGoes,
  cancelTask: (task) => (isEnded(task.status) ? `The task is ${task.status} already.` : null),
  prioritiseTask: (task) =>
    isEnded(task.status) ? `The task is ${task.status} already: nothing of it waits in line.` : null,
  setDeadline: ({ status, cancelReason }) => {
    const end = isEnded(status) ? `${status} already` : cancelReason === null ? null : 'being cancelled'
    return end && `The task is ${end}: its deadline changes nothing any more.`
  },
  setTaskBudget: ({ status }) =>
    isEnded(status) ? `The task is ${status} already: its budget counts nothing any more.` : null,
  raiseBudget: (task) =>
    task.hold?.kind === 'budget' && task.cancelReason === null
      ? null
      : 'There is nothing to raise: no budget holds this task.',
  retryTask: (task) =>
    task.status === 'failed' || task.status === 'cancelled'
      ? null
      : `Only a failed or cancelled task can be tried again; this one is ${task.status.replace('_', ' ')}.`,
  acceptWork: (task) =>
    task.status === 'needs_verification'
      ? null
      : 'There is nothing to accept: the task does not wait for verification.',
  checkAgain: (task) =>
    task.status === 'needs_verification' && task.missing.length > 0
      ? null
      : 'There is nothing to check again: no deliverable of the task failed its check.',
  settleFork: (task) =>
    task.status === 'frozen' ? null : 'There is nothing to settle: the task is not frozen.',
}

/** Why a task's state refuses this, as a sentence; null where it may. Server, button and test ask here. */
export const taskRefusal = (task: TaskState, action: TaskAction): string | null =>
  frozenRefusal('task', task.status, action) ?? sentences[action](task)
export const taskRefusalCode: RefusalCode = 'task_not_in_state'

export const pendingProposals = (task: TaskState) => task.proposals.filter((p) => p.status === 'pending')
/** A proposal with a claim: whatever became of it, it is not asked and not decided again. */
export const isOutside = ({ status }: Pick<ProposalState, 'status'>) =>
  ['claimed', 'performed', 'failed', 'uncertain'].includes(status)
export const openQuestions = (task: TaskState) => task.questions.filter((q) => q.answer === null)
export const currentRun = (task: TaskState) => task.runs.findLast((run) => run.endedAt === null) ?? null

/** Since when its run has its place in the line of its executor; null where it has none. */
export const queuedSince = (task: TaskState): string | null => {
  const run = currentRun(task)
  return task.wait?.kind === 'executor' && run && isInLine(run) ? (run.movedAt ?? run.queuedAt) : null
}

/** Its gateway was asked for it, or may still be. */
export const mayHaveBegun = ({ outcome }: Pick<RunState, 'outcome'>): boolean => outcome !== 'not_begun'

/** It is one of the tasks in work until it ends. */
export const isInWork = ({ runs }: Pick<TaskState, 'runs'>): boolean => runs.some(mayHaveBegun)

type NotBegun = FactOf<'run_ended'> & { body: { outcome: 'not_begun' } }

/** It ends a run that was prepared, and that its gateway was never asked for. */
export const isNotBegun = (fact: Fact): fact is NotBegun =>
  fact.type === 'run_ended' && !mayHaveBegun(fact.body)

export const isInLine = (run: RunState): boolean => run.acceptedAt === null && run.endedAt === null

/** Its gateway took it, or may have, and nobody saw it end there. */
export const mayLiveOn = ({ acceptedAt, isUnanswered, gateway }: RunState): boolean =>
  (acceptedAt !== null || isUnanswered === true) && gateway === null

/** Held since its last run had used what was reserved for it. */
export function isStopped({ runs, hold }: TaskState): boolean {
  const last = runs.at(-1)
  return last?.outcome === 'over_budget' && last.endedAt === hold?.since
}

/** What it leaves lies on its executor from then on: it is moved no more. Cancelled, it needs to go nowhere. */
export function hasBegun({ adopted, cancelReason, runs }: TaskState): boolean {
  const begun = runs.filter(mayHaveBegun)
  return (
    adopted !== undefined ||
    cancelReason !== null ||
    begun.length > 1 ||
    begun.some((run) => !isInLine(run) || run.isUnanswered === true)
  )
}

/** Begun on the gateway by somebody else, and still on its way there: its Mac tells how it ends. */
export const isFollowed = (task: TaskState): boolean =>
  task.adopted !== undefined && currentRun(task)?.runId === task.adopted.runId

/** Billionths of a dollar over all runs; null as soon as one ended run has no known price. Unknown is never zero. */
export function costOf(task: TaskState): number | null {
  let sum = 0
  for (const run of task.runs) {
    if (run.endedAt === null || !mayHaveBegun(run)) continue
    if (run.usage === null || run.usage.costNanoUsd === null) return null
    sum += run.usage.costNanoUsd
  }
  return sum
}

/** All that the provider counted. */
export const tokensOf = ({ input, output, cacheRead, cacheWrite }: Usage): number =>
  input + output + cacheRead + cacheWrite
