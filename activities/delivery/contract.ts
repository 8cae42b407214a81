import type { Priority } from '#domain/task/task-words.ts'

/** On the control queue: what a task asks of Temporal's own queues. */
export interface DeliveryActivities {
  /** Gives the task's run another place on its executor's queue. Nothing, where it has none there by now. */
  moveRun(request: { taskId: string; priority: Priority }): Promise<void>
}
