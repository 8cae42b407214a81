import { z } from 'zod'
import { ForkVerdict } from '../ledger/fork.ts'
import { Raise } from '../policy/raise.ts'
import { Parameters } from '../run/run.ts'
import { Deadline } from '../task/deadline.ts'
import { TaskBudget } from '../task/task-budget.ts'
import { inquiryKinds, priorities } from '../task/task-words.ts'

/** The step of the last run, as it was when its work was looked at. Absent: nobody said. */
const seen = { stepId: z.string().optional() }

/** What an operator asked of a task, recorded before it is delivered. The signal carries the intent's id only. */
export const commands = {
  startTask: z.strictObject({}),
  decideApproval: z.strictObject({
    proposalId: z.string(),
    verdict: z.enum(['approved', 'rejected']),
    reason: z.string(),
    hash: z.string(),
    /** What is approved in place of what was asked for. Absent: nothing is changed. */
    edit: z.strictObject({ from: z.string(), parameters: Parameters }).optional(),
  }),
  answerQuestion: z.strictObject({ questionId: z.string(), answer: z.string() }),
  sendMessage: z.strictObject({ text: z.string() }),
  setPriority: z.strictObject({ priority: z.enum(priorities) }),
  setDeadline: z.strictObject({ from: Deadline.nullable(), to: Deadline.nullable() }),
  setTaskBudget: z.strictObject({ budget: TaskBudget }),
  raiseBudget: z.strictObject({ raise: Raise }),
  cancelTask: z.strictObject({ reason: z.string() }),
  retryTask: z.strictObject({}),
  acceptWork: z.strictObject({ note: z.string(), ...seen }),
  /** Front Office itself: what held this task's run at that time holds it no more. */
  releaseRun: z.strictObject({ heldSince: z.string() }),
  /** Front Office itself, for who set it: a kill switch counts the run that is open. */
  stopRun: z.strictObject({ stepId: z.string(), reason: z.string() }),
  /** Front Office itself, for who moved its agent: while it has not begun it goes along. */
  moveTask: z.strictObject({ executorId: z.string(), agentVersion: z.int() }),
  reviewDeliverable: z.strictObject({ title: z.string(), passed: z.boolean(), note: z.string(), ...seen }),
  checkAgain: z.strictObject({}),
  /** About a proposal: back to the agent, or that it looks what became of one. */
  askAgent: z.strictObject({ proposalId: z.string(), kind: z.enum(inquiryKinds), text: z.string() }),
  settleEffect: z.strictObject({ proposalId: z.string(), hasHappened: z.boolean(), note: z.string() }),
  settleFork: z.strictObject({ verdict: ForkVerdict, reason: z.string() }),
} as const

export type Command = keyof typeof commands
export type CommandBody<C extends Command> = z.infer<(typeof commands)[C]>
/** `actor` decides what the intent may do; it is read again when the workflow acts on it. */
export type Intent = {
  [C in Command]: { id: string; taskId: string; command: C; actor: string; body: CommandBody<C> }
}[Command]

/** What can be decided or answered only once, and so is found by its id; null for all that may be asked again. */
export function onceOnlyIdOf(
  intent: { [C in Command]: { command: C; body: CommandBody<C> } }[Command],
): string | null {
  if (intent.command === 'decideApproval') return intent.body.proposalId
  return intent.command === 'answerQuestion' ? intent.body.questionId : null
}
