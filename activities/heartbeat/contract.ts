import type { BeatOutcome } from '#domain/agent/heartbeat.ts'

/** What came of a beat; `taskId` of the task that it started or found open. */
export interface Beat {
  outcome: BeatOutcome
  taskId: string | null
}

/** On the control queue. */
export interface HeartbeatActivities {
  /** Looks what there is to do, and records what comes of it, a task included. `scheduledAt` names the beat. */
  takeBeat(request: { agentId: string; scheduledAt: string }): Promise<Beat>
}
