export const heartbeatWorkflowType = 'heartbeatWorkflow'

/** Part of the schedule, so that Temporal itself says which settings it has. */
export interface HeartbeatInput {
  agentId: string
  /** Hash of the settings that the schedule was made from. */
  settings: string
  /** Whether Front Office wants it paused: what the schedule says otherwise was changed in Temporal. */
  isPaused: boolean
}
