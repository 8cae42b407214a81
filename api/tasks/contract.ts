import { z } from 'zod'
import { ForkVerdict } from '#domain/ledger/fork.ts'
import { newCheck, refuseRepeated } from '#domain/quality/declaring.ts'
import { Starter } from '#domain/run/foreign-run.ts'
import { Priority, TaskState, TaskStatus, WaitKind } from '#domain/task/task.ts'
import { deadlineEnds, inquiryKinds, longestIntent, longestTitle } from '#domain/task/task-words.ts'
import { AgentId } from '../agents/contract.ts'
import { ProposalId } from '../approvals/contract.ts'
import { At, Id, routes, Text } from '../http/contract.ts'
import { Entry } from '../ledger/contract.ts'
import { ProjectId } from '../projects/contract.ts'
import { BudgetAsked, budgetOperations, TaskBurn } from './budget.ts'
import { workOperations } from './work.ts'

export const TaskId = Id('t')

/** Of a frozen task, and of a frozen run of a runbook. */
export const SettleFork = z
  .strictObject({ verdict: ForkVerdict, reason: Text(1_000, 0).default('') })
  .refine(({ verdict, reason }) => verdict === 'go_on' || reason !== '', {
    path: ['reason'],
    error: 'must say why it ends',
  })
  .meta({ id: 'SettleFork' })

/** Of a task that waits for its executor, or for a free place under a limit. */
export const TaskLine = z
  .strictObject({
    /** From 1, in the order in which they start. */
    position: z.int(),
    length: z.int(),
    queuedAt: z.string(),
    /** The first few that start before it. */
    ahead: z.array(z.strictObject({ taskId: TaskId, title: z.string(), projectName: z.string() })),
  })
  .meta({ id: 'TaskLine' })
export type TaskLine = z.infer<typeof TaskLine>

/** What becomes of the task at its deadline if it is still open: it is shown as late, or cancelled. */
const DueEnd = z.enum(deadlineEnds)

/** Of a clock that a person reads: without its zone nobody knows when that is. */
const Due = z.iso.datetime({
  offset: true,
  error: 'must be a time with its zone, like 2026-11-27T18:00:00+01:00',
})

export const TaskRow = z
  .strictObject({
    id: TaskId,
    projectId: ProjectId,
    projectName: z.string(),
    agentId: AgentId,
    agentName: z.string(),
    executorId: z.string(),
    title: z.string(),
    priority: Priority,
    status: TaskStatus,
    since: z.string(),
    waitKind: WaitKind.nullable(),
    waitDetail: z.string().nullable(),
    waitUntil: z.string().nullable(),
    createdAt: At,
    endedAt: z.string().nullable(),
    /** Null: at no time. */
    dueAt: At.nullable(),
    dueEnd: DueEnd.nullable(),
    costNanoUsd: z.int().nullable(),
    /** Some of its results come from the practice gateway. */
    isPractice: z.boolean(),
    /** Null: it stands in no line. */
    line: TaskLine.nullable(),
    /** Who began it on the gateway; null where it was asked for here. */
    starter: Starter.nullable(),
  })
  .meta({ id: 'TaskRow' })
export type TaskRow = z.infer<typeof TaskRow>

export const Task = TaskRow.extend({
  state: TaskState,
  /** One of each limit of its own budget; null where the task is shown as it was at a moment. */
  budgetBurn: z.array(TaskBurn).nullable(),
  /** How many entries its stream holds. */
  streamSeq: z.int(),
  /** Intents recorded and not delivered yet. */
  pendingIntents: z.int(),
  /** The task's workflow in the Temporal UI; null where no UI is known. */
  temporalUrl: z.string().nullable(),
}).meta({ id: 'Task' })
export type Task = z.infer<typeof Task>

export const NewCheck = newCheck(Text).meta({ id: 'NewCheck', description: 'What makes a deliverable count' })

export const NewTask = z
  .strictObject({
    projectId: ProjectId,
    agentId: AgentId,
    title: Text(longestTitle),
    intent: Text(longestIntent),
    /** What starts first where several wait for one executor. */
    priority: Priority.default('normal'),
    /** When it is to be done, two years away at most. */
    dueAt: Due.optional(),
    dueEnd: DueEnd.optional(),
    /** What all its runs together may use, beside the budgets of its project and agent. */
    budget: BudgetAsked.default([]),
    /** What must be proven before the task counts as done. A plain title: an artifact of it is recorded. */
    deliverables: z
      .array(
        z.union([
          Text(200),
          z.strictObject({ title: Text(200), check: NewCheck.default({ kind: 'artifact' }) }),
        ]),
      )
      .max(20)
      .superRefine(refuseRepeated)
      .default([]),
  })
  .refine(({ dueAt, dueEnd }) => dueAt !== undefined || dueEnd === undefined, {
    path: ['dueAt'],
    error: 'is missing: dueEnd says what happens then',
  })
  .meta({ id: 'NewTask' })

const DeadlineChange = z
  .strictObject({
    /** Null: the task has no deadline any more. */
    dueAt: Due.nullable(),
    dueEnd: DueEnd.default('late'),
    /** The deadline that was read, null for none; refused where it is another by now. */
    from: z.strictObject({ dueAt: Due, dueEnd: DueEnd }).nullable(),
  })
  .meta({ id: 'DeadlineChange' })

/** What became of an intent within two seconds: done, or recorded and on its way. */
export const Recorded = z
  .strictObject({ intentId: z.string(), isDelivered: z.boolean() })
  .meta({ id: 'Recorded', description: 'The intent is recorded; the stream tells what comes of it' })
export type Recorded = z.infer<typeof Recorded>

/** Whoever writes a time down by hand need not write milliseconds. */
const PastMoment = z.iso
  .datetime({ offset: true, error: 'must be a time like 2026-11-26T09:00:00Z' })
  .refine((at) => !(Date.parse(at) > Date.now()), 'is in the future')

const params = z.strictObject({ taskId: TaskId })
const asked = { auth: 'operator', params, status: 202, response: Recorded } as const

export const tasksContract = routes({
  listTasks: {
    method: 'get',
    path: '/tasks',
    summary: 'Tasks, newest first',
    auth: 'operator',
    query: z.strictObject({
      projectId: ProjectId.optional(),
      agentId: AgentId.optional(),
      status: TaskStatus.optional(),
      open: z.stringbool().optional(),
      /** Only those that somebody has to unblock. */
      blocked: z.literal('true').optional(),
      /** Only open ones that are late, or whose deadline is near and of which no run has begun. */
      due: z.enum(['late', 'idle']).optional(),
      /**
       * Only open ones that declare what they ship: all of them, or those that are late or due in this week, due in the
       * next one, and due later or at no time. As Home counts them.
       */
      ships: z.enum(['any', 'week', 'next', 'later']).optional(),
      /** Only those to which this happened within 30 days: the signature of a failure pattern. */
      failure: Text(200).optional(),
      limit: z.coerce.number().int().min(1).max(300).default(50),
      before: TaskId.optional(),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(TaskRow), next: TaskId.nullable() }),
  },
  createTask: {
    method: 'post',
    path: '/tasks',
    summary: 'Give an agent a task. Send Idempotency-Key to make a repeat answer as the first time did',
    auth: 'operator',
    body: NewTask,
    status: 202,
    response: z.strictObject({ taskId: TaskId }),
  },
  getTask: {
    method: 'get',
    path: '/tasks/{taskId}',
    summary: 'One task, as it is or as it was at a moment',
    auth: 'operatorOrKey',
    params,
    query: z.strictObject({ at: PastMoment.optional() }),
    status: 200,
    response: Task,
  },
  listTaskEntries: {
    method: 'get',
    path: '/tasks/{taskId}/entries',
    summary: 'The task’s story, oldest first',
    auth: 'operator',
    params,
    query: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }),
    status: 200,
    response: z.strictObject({ items: z.array(Entry) }),
  },
  messageTask: {
    method: 'post',
    path: '/tasks/{taskId}/messages',
    summary: 'Write to the agent; it reads it in its next run, which this starts if none is open',
    body: z.strictObject({ text: Text(20_000) }).meta({ id: 'NewMessage' }),
    ...asked,
  },
  prioritiseTask: {
    method: 'post',
    path: '/tasks/{taskId}/priority',
    summary: 'Have the task start before others, or after them; a run that waits takes its new place at once',
    body: z.strictObject({ priority: Priority }).meta({ id: 'NewPriority' }),
    ...asked,
  },
  setDeadline: {
    method: 'post',
    path: '/tasks/{taskId}/deadline',
    summary:
      'Say when the task is due and what happens then, from what was read; refused where somebody was faster',
    body: DeadlineChange,
    ...asked,
  },
  setTaskBudget: { ...budgetOperations.setTaskBudget, ...asked },
  raiseBudget: { ...budgetOperations.raiseBudget, ...asked },
  cancelTask: {
    method: 'post',
    path: '/tasks/{taskId}/cancel',
    summary: 'Cancel the task and end its run on the gateway',
    body: z.strictObject({ reason: Text(1_000, 0).default('') }).meta({ id: 'Cancel' }),
    ...asked,
  },
  retryTask: {
    method: 'post',
    path: '/tasks/{taskId}/retry',
    summary: 'Try a failed or cancelled task again, keeping what is approved and what was done',
    body: z.strictObject({}).meta({ id: 'Retry' }),
    ...asked,
  },
  acceptWork: { ...workOperations.acceptWork, ...asked },
  reviewDeliverable: { ...workOperations.reviewDeliverable, ...asked },
  checkAgain: { ...workOperations.checkAgain, ...asked },
  settleEffect: {
    method: 'post',
    path: '/tasks/{taskId}/effects/{proposalId}/settle',
    summary:
      'Say what became of an effect that nobody can prove, and as its evidence where you looked and what was there',
    body: z.strictObject({ hasHappened: z.boolean(), note: Text(1_000) }).meta({ id: 'Settle' }),
    ...asked,
    params: z.strictObject({ taskId: TaskId, proposalId: ProposalId }),
  },
  askAgent: {
    method: 'post',
    path: '/tasks/{taskId}/effects/{proposalId}/inquiry',
    summary: 'Ask the agent about a proposal that waits, or to look what became of an uncertain effect',
    body: z.strictObject({ kind: z.enum(inquiryKinds), text: Text(4_000) }).meta({ id: 'Inquiry' }),
    ...asked,
    params: z.strictObject({ taskId: TaskId, proposalId: ProposalId }),
  },
  settleFork: {
    method: 'post',
    path: '/tasks/{taskId}/settle',
    summary: 'Settle a frozen task: it goes on from its record, or it ends as cancelled with the reason',
    body: SettleFork,
    ...asked,
  },
  answerQuestion: {
    method: 'post',
    path: '/tasks/{taskId}/questions/{questionId}/answer',
    summary: 'Answer a question of the agent',
    body: z.strictObject({ answer: Text(20_000) }).meta({ id: 'Answer' }),
    ...asked,
    params: z.strictObject({ taskId: TaskId, questionId: z.string().min(1).max(200) }),
  },
})
