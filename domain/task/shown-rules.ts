import type { TaskState, TaskStatus, WaitKind } from './task.ts'
import { costOf } from './task-rules.ts'
import type { DeadlineEnd, Priority } from './task-words.ts'

/** What lists and pages say of a task without its state. */
export interface Shown {
  executorId: string
  title: string
  priority: Priority
  status: TaskStatus
  since: string
  waitKind: WaitKind | null
  waitDetail: string | null
  waitUntil: string | null
  endedAt: string | null
  /** Null: at no time. */
  dueAt: string | null
  dueEnd: DeadlineEnd | null
  /** Billionths of a dollar; null: unknown. */
  costNanoUsd: number | null
  /** Some of its results come from the practice gateway. */
  isPractice: boolean
}

/** Of the state of now, which its row keeps, and of any earlier one. */
export const shownOf = (state: TaskState): Shown => ({
  executorId: state.executorId,
  title: state.title,
  priority: state.priority ?? 'normal',
  status: state.status,
  since: state.since,
  waitKind: state.wait?.kind ?? null,
  waitDetail: state.wait?.detail ?? null,
  waitUntil: state.wait?.until ?? null,
  endedAt: state.endedAt,
  dueAt: state.deadline?.at ?? null,
  dueEnd: state.deadline?.end ?? null,
  costNanoUsd: costOf(state),
  isPractice: state.runs.some((run) => run.gateway?.isPractice === true),
})
