import type { Deadline } from '#domain/task/deadline.ts'
import { dueProblem } from '#domain/task/deadline-rules.ts'
import type { DeadlineEnd } from '#domain/task/task-words.ts'
import { InvalidRequest } from '../http/problem.ts'

/** As entries say it, whatever the zone that it was written in. */
export const deadlineOf = ({ dueAt, dueEnd }: { dueAt: string; dueEnd: DeadlineEnd }): Deadline => ({
  at: new Date(dueAt).toISOString(),
  end: dueEnd,
})

/** Throws InvalidRequest. A repeat of what was taken is asked no more: its time may have come since. */
export function requireToCome(dueAt: string | null | undefined): void {
  const message = dueAt ? dueProblem(dueAt, new Date()) : null
  if (message) throw new InvalidRequest([{ path: 'body.dueAt', message }])
}
