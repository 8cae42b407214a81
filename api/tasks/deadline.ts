import type { Deadline } from '#domain/task/deadline.ts'
import { dueProblem } from '#domain/task/deadline-rules.ts'
import type { DeadlineEnd } from '#domain/task/task-words.ts'
import type { Source } from '#prisma/read/source.ts'
import { requireAction } from '../auth/permission.ts'
import type { Output } from '../http/contract.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { InvalidRequest } from '../http/problem.ts'
import { type Asked, type Command, isRepeat } from './ask-task.ts'
import type { tasksContract } from './contract.ts'

/** As entries say it, whatever the zone that it was written in. */
export const deadlineOf = ({ dueAt, dueEnd }: { dueAt: string; dueEnd: DeadlineEnd }): Deadline => ({
  at: new Date(dueAt).toISOString(),
  end: dueEnd,
})

/** Throws InvalidRequest. A repeat of what was taken is asked no more: its time may have come since. */
export async function requireToCome(
  pool: Source['pool'],
  intent: { id: string; taskId: string },
  dueAt: string | null = null,
): Promise<void> {
  const message = dueAt === null ? null : dueProblem(dueAt, new Date())
  if (message && !(await isRepeat(pool, intent))) {
    throw new InvalidRequest([{ path: 'body.dueAt', message }])
  }
}

type AskedChange = Asked & { body: Output<typeof tasksContract.setDeadline.body> }

/** The change that was asked for. Throws InvalidRequest, and Refused to who may not. */
export async function deadlineCommand(
  pool: Source['pool'],
  { operator, params, req, body: { dueAt, dueEnd, from } }: AskedChange,
): Promise<Command> {
  requireAction(operator, 'setDeadline')
  await requireToCome(pool, { id: idOfRequest('intent', operator.id, req), taskId: params.taskId }, dueAt)
  const body = { from: from && deadlineOf(from), to: dueAt ? deadlineOf({ dueAt, dueEnd }) : null }
  return { action: 'setDeadline', command: 'setDeadline', body }
}
