export const reconcileWorkflowType = 'reconcileWorkflow'
export const repairWorkflowType = 'repairWorkflow'

export interface ReconcileInput {
  /** An executor's id, or front-office for tasks and workflows. */
  scope: string
  /** Nothing is put right after it. */
  isOnlyLook?: boolean
}

export interface RepairInput {
  findingId: string
  intentId: string
}
