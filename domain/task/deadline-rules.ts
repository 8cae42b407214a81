import type { RefusalCode } from '../errors.ts'
import type { Deadline, DeadlineState } from './deadline.ts'
import type { TaskState } from './task.ts'
import { isEnded } from './task-rules.ts'

const mostYears = 2
const mostMs = mostYears * 366 * 86_400_000

/** Why no task can be due then, as the rest of a sentence; null where one can. `at` is any time that a machine reads. */
export function dueProblem(at: string, now: Date): string | null {
  const left = Date.parse(at) - now.getTime()
  if (!(left > 0)) return 'is in the past: choose a time that is to come'
  return left > mostMs ? `is more than ${mostYears} years away` : null
}

/** An open task whose time has come; one that ended stands as it ended. */
export const isLate = (
  { dueAt, endedAt }: { dueAt: string | null; endedAt: string | null },
  now: Date,
): boolean => dueAt !== null && endedAt === null && Date.parse(dueAt) <= now.getTime()

/** The deadline that is still to be met, of a task that can. */
export function openDeadline({ status, deadline, cancelReason }: TaskState): DeadlineState | null {
  const isStill = isEnded(status) || status === 'frozen'
  return isStill || cancelReason !== null || !deadline || deadline.passedAt ? null : deadline
}

/** The one whose time has come. `now` is ISO with milliseconds, as all times of the state. */
export function dueDeadline(task: TaskState, now: string): DeadlineState | null {
  const deadline = openDeadline(task)
  return deadline && deadline.at <= now ? deadline : null
}

/** Why it ends, for a task that its deadline ended and no person. */
export const deadlineReason = 'Its deadline passed before it was done'

export const isCancelledByDeadline = ({ deadline, cancelReason }: TaskState): boolean =>
  deadline?.end === 'cancel' && deadline.passedAt !== undefined && cancelReason === deadlineReason

/** Why nobody is to decide any more what it asked for, within a sentence. */
export function whyOver(task: TaskState): string {
  if (task.cancelReason === null) return 'the task has ended'
  return isCancelledByDeadline(task) ? 'the deadline of the task passed' : 'the task was cancelled'
}

/** An ended task that is opened again after its deadline is late, and not cancelled by it. */
export const withReopened = (deadline: DeadlineState, at: string): DeadlineState =>
  deadline.passedAt === undefined && deadline.at <= at ? { ...deadline, passedAt: at } : deadline

const isSame = (a: Deadline | null, b: Deadline | null) => a?.at === b?.at && a?.end === b?.end

/** Of two operators the first one's change counts; the second is told what there is by now. */
export function changeRefusal(
  { deadline = null }: TaskState,
  { from }: { from: Deadline | null },
): { code: RefusalCode; message: string } | null {
  if (isSame(deadline, from)) return null
  const now = deadline ? `it is ${deadline.at}` : 'the task has none'
  const message = `Somebody changed the deadline meanwhile: ${now} by now. Look at it before you change it again.`
  return { code: 'changed_meanwhile', message }
}

/** For the agent, which has no zone of its own: to the minute, in UTC. */
export const dueLine = ({ at, end }: Deadline): string =>
  `Due: ${at.slice(0, 16).replace('T', ' ')} UTC.${end === 'cancel' ? ' What is not done by then is cancelled.' : ''}`
