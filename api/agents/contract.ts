import { z } from 'zod'
import { ActiveHours, Rhythm } from '#domain/agent/heartbeat.ts'
import { executorName } from '#domain/executor/executor-rules.ts'
import { Loop } from '#domain/policy/loop.ts'
import { RunOutcome } from '#domain/run/run.ts'
import { TaskStatus, WaitKind } from '#domain/task/task.ts'
import { At, Id, routes, Text } from '../http/contract.ts'
import { ProjectId } from '../projects/contract.ts'

export const AgentId = Id('ag')

export const Agent = z
  .strictObject({
    id: AgentId,
    projectId: ProjectId,
    name: z.string(),
    role: z.string(),
    charter: z.string(),
    /** The executor it lives on; null refuses tasks until one is set. */
    executorId: z.string().nullable(),
    /** The agent's id on that gateway; `main` is the one every gateway has. */
    openclawAgentId: z.string(),
    createdAt: At,
    /** A change names the version that it was made from. */
    version: z.int(),
    changedAt: At.nullable(),
    changedByName: z.string().nullable(),
    retiredAt: At.nullable(),
    /** It does the same over and over: no run of it starts. Null: it is not paused. */
    pause: z.strictObject({ loop: Loop, at: At }).nullable(),
    openTasks: z.int(),
    runningTasks: z.int(),
    /** Of the open ones: stand still until a person, an executor or a time. */
    waitingTasks: z.int(),
    failedTasks: z.int(),
    doneTasks: z.int(),
    /** Of tasks whose price is known; `unpricedTasks` have a run of unknown price. */
    knownCostNanoUsd: z.number(),
    unpricedTasks: z.int(),
    heartbeat: z
      .strictObject({
        rhythm: Rhythm,
        timeZone: z.string(),
        activeHours: ActiveHours.nullable(),
        isPaused: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof Agent>

const settings = {
  name: Text(80),
  role: Text(200, 0).default(''),
  charter: Text(10_000, 0).default(''),
  executorId: z.string().regex(executorName, 'must be a name like mac-mini').nullable().default('mac-mini'),
  openclawAgentId: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be lower case letters, digits, - or _')
    .default('main'),
}
export const NewAgent = z.strictObject({ projectId: ProjectId, ...settings }).meta({ id: 'NewAgent' })

/** Whole: what is left out goes back to its default. */
export const AgentChange = z
  .strictObject({ ...settings, version: z.int().min(1) })
  .meta({ id: 'AgentChange' })

const TaskId = Id('t')
export const AgentReport = z
  .strictObject({
    /** Open tasks by what they do or wait for; `taskId` is the one that has done so longest. */
    waits: z.array(
      z.strictObject({
        status: TaskStatus,
        waitKind: WaitKind.nullable(),
        count: z.int(),
        oldestSince: At,
        taskId: TaskId,
      }),
    ),
    runs: z.array(
      z.strictObject({
        taskId: TaskId,
        taskTitle: z.string(),
        stepId: z.string(),
        reason: z.string(),
        /** Null while it runs. */
        outcome: RunOutcome.nullable(),
        queuedAt: At,
        startedAt: At.nullable(),
        endedAt: At.nullable(),
        isPractice: z.boolean(),
      }),
    ),
    /** Runs that ended badly, by the first line of their error. */
    failures: z.array(z.strictObject({ error: z.string(), count: z.int(), lastAt: At, lastTaskId: TaskId })),
    questions: z.array(
      z.strictObject({
        taskId: TaskId,
        taskTitle: z.string(),
        questionId: z.string(),
        text: z.string(),
        askedAt: At,
        answer: z.string().nullable(),
        answeredByName: z.string().nullable(),
        answeredAt: At.nullable(),
      }),
    ),
  })
  .meta({ id: 'AgentReport' })
export type AgentReport = z.infer<typeof AgentReport>

const params = z.strictObject({ agentId: AgentId })

export const agentsContract = routes({
  listAgents: {
    method: 'get',
    path: '/agents',
    summary: 'Agents, of one project or all',
    auth: 'operator',
    query: z.strictObject({ projectId: ProjectId.optional() }),
    status: 200,
    response: z.strictObject({ items: z.array(Agent) }),
  },
  createAgent: {
    method: 'post',
    path: '/agents',
    summary: 'Create an agent',
    auth: 'operator',
    body: NewAgent,
    status: 201,
    response: Agent,
  },
  getAgent: {
    method: 'get',
    path: '/agents/{agentId}',
    summary: 'One agent',
    auth: 'operator',
    params,
    status: 200,
    response: Agent,
  },
  changeAgent: {
    method: 'put',
    path: '/agents/{agentId}',
    summary: 'Change an agent, from the version that was read; refused where somebody changed it since',
    auth: 'operator',
    params,
    body: AgentChange,
    status: 200,
    response: Agent,
  },
  retireAgent: {
    method: 'post',
    path: '/agents/{agentId}/retire',
    summary: 'Give an agent no tasks and no beats any more; its open tasks go on, its history stays',
    auth: 'operator',
    params,
    body: z.strictObject({ reason: Text(1_000, 0).default('') }).meta({ id: 'Retire' }),
    status: 200,
    response: Agent,
  },
  resumeAgent: {
    method: 'post',
    path: '/agents/{agentId}/resume',
    summary: 'Let an agent go on that was paused because it did the same over and over',
    auth: 'operator',
    params,
    body: z.strictObject({ note: Text(500) }).meta({ id: 'ResumeAgent' }),
    status: 200,
    response: Agent,
  },
  getAgentReport: {
    method: 'get',
    path: '/agents/{agentId}/report',
    summary: 'What an agent has been doing: waits, runs, failures, questions',
    auth: 'operator',
    params,
    status: 200,
    response: AgentReport,
  },
})
