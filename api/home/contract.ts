import { z } from 'zod'
import { At, Id, routes } from '../http/contract.ts'

const Count = z.int().min(0)
const ofProject = { projectId: Id('pr'), projectName: z.string() }

export const BlockedTask = z
  .strictObject({
    taskId: Id('t'),
    title: z.string(),
    ...ofProject,
    since: At,
    reason: z.string(),
    /** Who can remove the cause. */
    unblocker: z.enum(['operator', 'owner', 'executor']),
  })
  .meta({ id: 'BlockedTask' })
export type BlockedTask = z.infer<typeof BlockedTask>

export const RiskFlag = z
  .strictObject({
    id: z.string(),
    ...ofProject,
    title: z.string(),
    evidence: z.string(),
    rule: z.string(),
    href: z.string(),
  })
  .meta({ id: 'RiskFlag' })
export type RiskFlag = z.infer<typeof RiskFlag>

export const FailurePattern = z
  .strictObject({
    /** The words of the failure without what differs each time. */
    signature: z.string(),
    count: Count,
    projects: z.array(z.strictObject({ id: Id('pr'), name: z.string() })),
    /** The latest ones. */
    taskIds: z.array(Id('t')),
    first: At,
    last: At,
  })
  .meta({ id: 'FailurePattern' })
export type FailurePattern = z.infer<typeof FailurePattern>

export const Reliability = z
  .strictObject({
    runs: Count,
    failedRuns: Count,
    retries: Count,
    /** What was asked and could not be delivered for good. */
    undelivered: Count,
  })
  .meta({ id: 'Reliability' })
export type Reliability = z.infer<typeof Reliability>

export const Home = z
  .strictObject({
    /** Oldest first, at most 50; `blockedCount` counts all. */
    blocked: z.array(BlockedTask),
    blockedCount: Count,
    risks: z.array(RiskFlag),
    /** Of the last 7 days, and of the 7 before. */
    reliability: z.strictObject({ thisWeek: Reliability, lastWeek: Reliability }),
    /** Of the last 30 days, by how often; at most 20. */
    failures: z.array(FailurePattern),
  })
  .meta({ id: 'Home' })
export type Home = z.infer<typeof Home>

export const homeContract = routes({
  getHome: {
    method: 'get',
    path: '/home',
    summary: 'What is blocked, at risk and failing, over all projects',
    auth: 'operator',
    status: 200,
    response: Home,
  },
})
