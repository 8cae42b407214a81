import type { RefusalCode } from '../errors.ts'
import type { Fact } from '../ledger/entry.ts'
import { type Role, refusalOf } from '../operator/permissions.ts'
import { isReviewing, pendingReviews } from '../quality/quality-rules.ts'
import { changeRefusal } from '../task/deadline-rules.ts'
import type { TaskState } from '../task/task.ts'
import { hasBegun, type TaskAction, taskRefusal, taskRefusalCode } from '../task/task-rules.ts'
import { inquiryRefusal } from './inquiry-rules.ts'
import type { Intent } from './intent.ts'

/** What operators ask of a task by itself; decisions go through the claim, starts through the relay. */
export type TaskIntent = Exclude<Intent, { command: 'startTask' | 'decideApproval' | RunCommand }>
/** Front Office’s own word to a run: no rule of a role stands in its way. */
export type RunCommand = (typeof runCommands)[number]
const runCommands = ['releaseRun', 'stopRun', 'moveTask'] as const
export const isRunIntent = (intent: Intent): intent is Extract<Intent, { command: RunCommand }> =>
  (runCommands as readonly Intent['command'][]).includes(intent.command)

export interface IntentRefusal {
  code: RefusalCode
  message: string
}

export const actionOf: Record<TaskIntent['command'], TaskAction> = {
  sendMessage: 'messageTask',
  answerQuestion: 'answerQuestion',
  setPriority: 'prioritiseTask',
  setDeadline: 'setDeadline',
  setTaskBudget: 'setTaskBudget',
  raiseBudget: 'raiseBudget',
  cancelTask: 'cancelTask',
  retryTask: 'retryTask',
  acceptWork: 'acceptWork',
  reviewDeliverable: 'reviewDeliverable',
  checkAgain: 'checkAgain',
  askAgent: 'askAgent',
  settleEffect: 'settleEffect',
  settleFork: 'settleFork',
}

/** Why this intent may not take effect at this time; null where it may. Asked at the edge and again by the workflow. */
export function intentRefusal(
  intent: TaskIntent,
  task: TaskState,
  role: Role | null,
  at: string,
): IntentRefusal | null {
  const action = actionOf[intent.command]
  if (role === null) return { code: 'role_may_not', message: 'Only an operator may do this.' }
  const refusal = refusalOf(role, action)
  if (refusal) return { code: 'role_may_not', message: refusal }
  const state = taskRefusal(task, action)
  if (state) return { code: taskRefusalCode, message: state }
  if (intent.command === 'setDeadline') return changeRefusal(task, intent.body)
  if (intent.command === 'answerQuestion') return answerRefusal(task, intent.body.questionId)
  if (intent.command === 'askAgent') return inquiryRefusal(task, intent.body, at)
  if (intent.command === 'settleEffect') return settleRefusal(task, intent.body.proposalId)
  if (intent.command === 'acceptWork') return unseenRefusal(task, intent.body)
  if (intent.command === 'reviewDeliverable')
    return unseenRefusal(task, intent.body) ?? reviewRefusal(task, intent.body.title)
  return null
}

/** A yes is of what was seen, and each run may have changed it. */
function unseenRefusal(task: TaskState, { stepId }: { stepId?: string | undefined }): IntentRefusal | null {
  if (stepId === undefined || stepId === task.runs.at(-1)?.stepId) return null
  return {
    code: taskRefusalCode,
    message: 'The agent has worked on it since you looked. Look at what is there now.',
  }
}

function answerRefusal(task: TaskState, questionId: string): IntentRefusal | null {
  const question = task.questions.find((q) => q.questionId === questionId)
  if (!question) return { code: 'not_found', message: 'The task has no such question.' }
  if (question.answer === null) return null
  return { code: 'already_answered', message: `The question was answered at ${question.answeredAt}.` }
}

function reviewRefusal(task: TaskState, title: string): IntentRefusal | null {
  if (isReviewing(task) && pendingReviews(task).some((one) => one.title === title)) return null
  return { code: taskRefusalCode, message: `${title} does not wait for a review.` }
}

function settleRefusal(task: TaskState, proposalId: string): IntentRefusal | null {
  const proposal = task.proposals.find((p) => p.proposalId === proposalId)
  if (!proposal) return { code: 'not_found', message: 'The task has no such proposal.' }
  if (proposal.status === 'uncertain') return null
  return { code: taskRefusalCode, message: `It is known what became of it: it is ${proposal.status}.` }
}

/** The same of what Front Office itself asks of a run. */
export function factOfRunIntent(
  intent: Extract<Intent, { command: RunCommand }>,
  task: TaskState,
  at: string,
): Fact {
  const by = { at, actor: intent.actor }
  const intentId = intent.id
  switch (intent.command) {
    case 'releaseRun':
      return { ...by, type: 'run_released', body: { intentId } }
    case 'stopRun':
      return { ...by, type: 'run_stop_ordered', body: { ...intent.body, intentId } }
    case 'moveTask':
      return hasBegun(task)
        ? { ...by, type: 'task_stayed', body: { executorId: task.executorId, intentId } }
        : { ...by, type: 'task_moved', body: { executorId: intent.body.executorId, intentId } }
    default:
      return intent satisfies never
  }
}

/** The fact that an intent asks for, or the one that says why nothing came of it. */
export function factOfIntent(intent: TaskIntent, task: TaskState, role: Role | null, at: string): Fact {
  const by = { at, actor: intent.actor }
  const intentId = intent.id
  const refusal = intentRefusal(intent, task, role, at)
  if (refusal) {
    const body = { intentId, command: intent.command, message: refusal.message }
    return { ...by, type: 'intent_undeliverable', body }
  }
  switch (intent.command) {
    case 'sendMessage':
      return { ...by, type: 'message_sent', body: { text: intent.body.text, intentId } }
    case 'answerQuestion':
      return { ...by, type: 'question_answered', body: { ...intent.body, intentId } }
    case 'setPriority':
      return { ...by, type: 'priority_changed', body: { ...intent.body, intentId } }
    case 'setDeadline':
      return { ...by, type: 'deadline_changed', body: { ...intent.body, intentId } }
    case 'setTaskBudget':
      return { ...by, type: 'task_budget_set', body: { ...intent.body, intentId } }
    case 'raiseBudget':
      return { ...by, type: 'budget_raised', body: { ...intent.body, intentId } }
    case 'cancelTask':
      return { ...by, type: 'cancel_requested', body: { reason: intent.body.reason, intentId } }
    case 'retryTask':
      return { ...by, type: 'retry_requested', body: { intentId } }
    case 'acceptWork':
      return { ...by, type: 'work_accepted', body: { ...intent.body, intentId } }
    case 'reviewDeliverable':
      return { ...by, type: 'deliverable_reviewed', body: { ...intent.body, intentId } }
    case 'checkAgain':
      return { ...by, type: 'recheck_requested', body: { intentId } }
    case 'askAgent':
      return { ...by, type: 'inquiry_made', body: { ...intent.body, intentId } }
    case 'settleEffect':
      return { ...by, type: 'effect_settled', body: { ...intent.body, intentId } }
    case 'settleFork':
      return { ...by, type: 'fork_settled', body: { ...intent.body, intentId } }
    default:
      return intent satisfies never
  }
}
