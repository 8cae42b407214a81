import { priorityKeyOf } from '#domain/executor/queue-rules.ts'
import { taskWorkflowId } from '#domain/ids.ts'
import type { DeliveryActivities, Moved } from './contract.ts'

export interface QueuePlace {
  priorityKey: number
  executorId: string
  /** The executor on whose queue it was until now; the same where only its place there changes. */
  from: string
}

/** Tells Temporal; the same again is a no-op. */
export type MoveRun = (workflowId: string, place: QueuePlace) => Promise<Moved>

export const createDeliveryActivities = ({ moveRun }: { moveRun: MoveRun }): DeliveryActivities => ({
  moveRun: ({ taskId, priority, executorId, from = executorId }) =>
    moveRun(taskWorkflowId(taskId), { priorityKey: priorityKeyOf(priority), executorId, from }),
})
