import { proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { Beat, HeartbeatActivities } from '#activities/heartbeat/contract.ts'
import { controlOptions } from '../activity-options.ts'
import type { HeartbeatInput } from './contract.ts'

const control = proxyActivities<HeartbeatActivities>(controlOptions)

/** One beat of an agent, started by its schedule: whatever there is to do becomes a task of its own. */
export const heartbeatWorkflow = ({ agentId }: HeartbeatInput): Promise<Beat> =>
  control.takeBeat({ agentId, scheduledAt: scheduledAt().toISOString() })

/** The planned time, which may be long before the start; a start by hand is its own. */
function scheduledAt(): Date {
  const { searchAttributes, startTime } = workflowInfo()
  const [planned] = searchAttributes.TemporalScheduledStartTime ?? []
  return planned instanceof Date ? planned : startTime
}
