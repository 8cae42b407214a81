import type { Request } from 'express'
import { type RefusalCode, Refused } from '#domain/errors.ts'
import { intentRefusal, type TaskIntent } from '#domain/intent/intent-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { Action } from '#domain/operator/permissions.ts'
import { isExecutor } from '#prisma/read/executors.ts'
import { intentById, outcomeOf } from '#prisma/read/intents.ts'
import type { Source } from '#prisma/read/source.ts'
import { taskAt } from '#prisma/read/task-past.ts'
import { type TaskDetail, taskById } from '#prisma/read/tasks.ts'
import { recordIntent } from '#prisma/write/intents.ts'
import { requireAction } from '../auth/permission.ts'
import { idOfRequest } from '../http/idempotency.ts'
import type { OperatorCaller } from '../http/mount.ts'
import type { Recorded } from './contract.ts'

export const patienceMs = 2_000

export interface Asked {
  operator: OperatorCaller
  params: { taskId: string }
  req: Request
  /** Of what is asked once, whoever asks; absent: the request's own. */
  intentId?: string
}
/** A command, and the action that its operator must be allowed. */
export type Command = TaskIntent extends infer I
  ? I extends TaskIntent
    ? Pick<I, 'command' | 'body'> & { action: Action }
    : never
  : never

export async function foundTask(pool: Source['pool'], taskId: string): Promise<TaskDetail> {
  const task = await taskById(pool, taskId)
  if (!task) throw new Refused('not_found', 'There is no such task.')
  return task
}

export async function foundTaskAt(pool: Source['pool'], task: TaskDetail, at: string): Promise<TaskDetail> {
  const past = await taskAt(pool, task, at)
  if (past) return past
  throw new Refused('not_found', `The task was not there yet: it was asked for at ${task.createdAt}.`)
}

/** Records what an operator asks of a task, and waits a moment for what comes of it. */
export async function askTask(
  { pool }: Source,
  asked: Asked,
  { action, ...command }: Command,
): Promise<Recorded> {
  const { operator, params, req } = asked
  requireAction(operator, action)
  const task = await foundTask(pool, params.taskId)
  const id = asked.intentId ?? idOfRequest('intent', operator.id, req)
  const intent = { ...command, id, taskId: task.id, actor: actorOf('operator', operator.id) } as TaskIntent
  if (!(await isRepeat(pool, intent))) {
    refuseNow(intent, task, operator)
    await mustHaveExecutor(pool, task)
  }
  await recordIntent(pool, intent)
  const outcome = await outcomeOf(pool, intent, patienceMs)
  if (outcome?.type === 'intent_undeliverable') {
    throw new Refused('task_not_in_state', String(outcome.body.message))
  }
  return { intentId: id, isDelivered: outcome !== null }
}

/** What an ended task left lies on the machine it ran on; opened again it would wait for that one for ever. */
async function mustHaveExecutor(pool: Source['pool'], { executorId, endedAt }: TaskDetail): Promise<void> {
  if (endedAt === null || (await isExecutor(pool, executorId))) return
  throw new Refused(
    'executor_retired',
    `It ran on ${executorId}, which is retired. Ask for it as a new task.`,
  )
}

/** A repeat answers as the first time did, whatever the task is like by now. */
export async function isRepeat(
  pool: Source['pool'],
  intent: { id: string; taskId: string },
): Promise<boolean> {
  const known = await intentById(pool, intent.id)
  if (known && known.taskId !== intent.taskId) {
    throw new Refused('key_reused', 'This Idempotency-Key was used for another task. Use a new one.')
  }
  return known !== null
}

function refuseNow(intent: TaskIntent, task: TaskDetail, { role }: OperatorCaller): void {
  const refusal = intentRefusal(intent, task.state, role, new Date().toISOString())
  if (refusal) throw new Refused(refusal.code satisfies RefusalCode, refusal.message)
  if (task.isProjectRemoved && intent.command !== 'cancelTask') {
    throw new Refused(
      'project_removed',
      `${task.projectName} is removed, so its tasks can only be cancelled.`,
    )
  }
}
