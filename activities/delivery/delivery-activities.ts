import { priorityKeyOf } from '#domain/executor/queue-rules.ts'
import { taskWorkflowId } from '#domain/ids.ts'
import type { DeliveryActivities } from './contract.ts'

/** Tells Temporal; the same again is a no-op. */
export type MoveRun = (workflowId: string, priorityKey: number) => Promise<void>

export const createDeliveryActivities = ({ moveRun }: { moveRun: MoveRun }): DeliveryActivities => ({
  moveRun: ({ taskId, priority }) => moveRun(taskWorkflowId(taskId), priorityKeyOf(priority)),
})
