import type { Deadline } from '#domain/task/deadline.ts'
import { dueProblem } from '#domain/task/deadline-rules.ts'
import type { DeadlineEnd } from '#domain/task/task-words.ts'
import type { Source } from '#prisma/read/source.ts'
import { InvalidRequest } from '../http/problem.ts'
import { isRepeat } from './ask-task.ts'

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
