import { z } from 'zod'
import { BeatOutcome, BeatRule } from '#domain/agent/heartbeat.ts'
import { TaskStatus } from '#domain/task/task.ts'
import { AgentId } from '../agents/contract.ts'
import { At, routes, Text } from '../http/contract.ts'
import { TaskId } from '../tasks/contract.ts'

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like 09:30')

/** When an agent is woken. Which cron expressions and time zones exist is checked by the routes. */
const Timing = z.strictObject({
  rhythm: z.union([z.strictObject({ everySeconds: z.int() }), z.strictObject({ cron: z.string().max(200) })]),
  timeZone: z.string().min(1, 'must not be empty').max(100),
  activeHours: z
    .strictObject({
      from: Clock,
      to: Clock,
      days: z.array(z.int().min(1).max(7)).min(1, 'choose a day').max(7),
    })
    .nullable()
    .default(null),
})
export const HeartbeatTiming = Timing.meta({ id: 'HeartbeatTiming' })

export const HeartbeatSettings = Timing.extend({
  /** `always`: each beat is a task; `when_new`: only one with something new is. */
  rule: BeatRule.default('when_new'),
  instruction: Text(10_000),
}).meta({ id: 'HeartbeatSettings' })
export type HeartbeatSettings = z.input<typeof HeartbeatSettings>

export const BeatView = z
  .strictObject({
    scheduledAt: At,
    outcome: BeatOutcome,
    /** Why it came to nothing; null for the others. */
    reason: z.string().nullable(),
    /** The task that it started, or that was still open. */
    taskId: TaskId.nullable(),
    taskStatus: TaskStatus.nullable(),
    /** Of missed ones: the last planned time, and how many. */
    until: At.nullable(),
    count: z.int(),
  })
  .meta({ id: 'Beat' })
export type BeatView = z.infer<typeof BeatView>

export const HeartbeatView = z
  .strictObject({
    settings: z.strictObject({ ...Timing.shape, rule: BeatRule, instruction: z.string() }),
    setAt: At,
    pausedAt: At.nullable(),
    pausedByName: z.string().nullable(),
    pauseNote: z.string().nullable(),
    /** A beat that was asked for and has not come yet. */
    askedAt: At.nullable(),
    askedByName: z.string().nullable(),
    /** When Temporal last got what is set; null before it has it. */
    appliedAt: At.nullable(),
    /** Why Temporal does not have it yet. */
    problem: z.string().nullable(),
    /** The next planned times; none while it is paused. */
    next: z.array(At),
    /** The schedule in the Temporal UI; null where no UI is known. */
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'Heartbeat' })
export type HeartbeatView = z.infer<typeof HeartbeatView>

const params = z.strictObject({ agentId: AgentId })
const changed = { auth: 'operator', params, status: 204, response: z.undefined() } as const
const Note = (id: string) => z.strictObject({ note: Text(1_000, 0).default('') }).meta({ id })

export const heartbeatsContract = routes({
  getHeartbeat: {
    method: 'get',
    path: '/agents/{agentId}/heartbeat',
    summary: 'When an agent is woken, and what came of the last beats, newest first',
    auth: 'operator',
    params,
    status: 200,
    response: z.strictObject({ heartbeat: HeartbeatView.nullable(), beats: z.array(BeatView) }),
  },
  setHeartbeat: {
    method: 'put',
    path: '/agents/{agentId}/heartbeat',
    summary: 'Set when an agent is woken and what it then looks at',
    body: HeartbeatSettings,
    ...changed,
  },
  removeHeartbeat: {
    method: 'delete',
    path: '/agents/{agentId}/heartbeat',
    summary: 'Wake the agent no more; what came of its beats stays',
    ...changed,
  },
  pauseHeartbeat: {
    method: 'post',
    path: '/agents/{agentId}/heartbeat/pause',
    summary: 'Pause the heartbeat',
    body: Note('PauseHeartbeat'),
    ...changed,
  },
  resumeHeartbeat: {
    method: 'post',
    path: '/agents/{agentId}/heartbeat/resume',
    summary: 'Resume the heartbeat',
    body: Note('ResumeHeartbeat'),
    ...changed,
  },
  askBeat: {
    method: 'post',
    path: '/agents/{agentId}/heartbeat/beat',
    summary: 'Wake the agent now, whatever is new',
    body: Note('AskBeat'),
    ...changed,
  },
  previewHeartbeat: {
    method: 'post',
    path: '/heartbeats/preview',
    summary: 'When the agent would be woken next, three times',
    auth: 'operator',
    body: HeartbeatTiming,
    status: 200,
    response: z.strictObject({ next: z.array(At) }),
  },
})
