import type { Priority } from '#domain/task/task-words.ts'

export interface RunPlace {
  taskId: string
  priority: Priority
  executorId: string
  /** The executor on whose queue it was until now. Absent: on this one's. */
  from?: string
}

/** False: a worker of `from` has it, or had it and may have begun. */
export interface Moved {
  isMoved: boolean
}

/** On the control queue: what a task asks of Temporal's own queues. */
export interface DeliveryActivities {
  /** Gives the task's run its place on its executor's queue. Nothing, where it has none by now. */
  moveRun(request: RunPlace): Promise<Moved>
}
