import type { Pool } from '#prisma/client.ts'
import { takeBeat } from '#prisma/write/beats.ts'
import type { HeartbeatActivities } from './contract.ts'

/** The control plane's side of a beat: one transaction, so a repeat answers as the first time did. */
export const createHeartbeatActivities = ({ pool }: { pool: Pool }): HeartbeatActivities => ({
  takeBeat: ({ agentId, scheduledAt }) => takeBeat(pool, agentId, scheduledAt),
})
