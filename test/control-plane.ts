import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker, type WorkerInterceptors } from '@temporalio/worker'
import type { ExecutorActivities, MirrorActivities, RunActivities } from '#activities/openclaw/contract.ts'
import { controlQueueOf, newId, runQueueOf } from '#domain/ids.ts'
import type { Command, CommandBody, Intent } from '#domain/intent/intent.ts'
import { mostLoopLimit } from '#domain/policy/loop.ts'
import { Policy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Declared } from '#domain/quality/deliverable.ts'
import type { Deadline } from '#domain/task/deadline.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Priority } from '#domain/task/task-words.ts'
import { createLogger } from '#platform/logger.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { recordIntent, requestTask } from '#prisma/write/intents.ts'
import { createOperator } from '#prisma/write/settings/accounts.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import { currentTask } from '#prisma/write/task-row.ts'
import { workflowBundle } from '../local/steps.ts'
import { currentRunOf } from '../workers/control/current-run.ts'
import { keepHeartbeats } from '../workers/control/heartbeats/heartbeats.ts'
import { runReleases } from '../workers/control/holds/release-loop.ts'
import { runRelay } from '../workers/control/relay/relay.ts'
import { runSequencer } from '../workers/control/sequencer/sequencer.ts'
import { createControlWorker } from '../workers/control/worker.ts'
import { freshDatabase, testEnvironment } from './servers.ts'

const at = () => new Date().toISOString()

/** The far side: what a test says the executor does. */
export type FarSide = RunActivities &
  Omit<ExecutorActivities, 'checkFile' | 'checkJson' | 'checkCommit'> &
  Partial<ExecutorActivities & MirrorActivities>

/** Around the activities of both sides. */
type Interceptors = Pick<WorkerInterceptors, 'activity'>
type ControlChange = { bundlePath?: string }
export interface ControlPlaneOptions {
  interceptors?: Interceptors
  /** Temporal's dynamic configuration, as `limit.historyCount.suggestContinueAsNew=30`. */
  temporal?: string[]
  /** Runs at once on the executor. */
  slots?: number
  /** How long `until` waits. */
  patienceMs?: number
}

interface AskedTask extends Partial<Employed> {
  title?: string
  priority?: Priority
  deadline?: Deadline
  intent?: string
  deliverables?: Declared[]
}
/** A project, and an agent of it. */
export interface Employed {
  projectId: string
  agentId: string
}

export interface ControlPlane {
  env: TestWorkflowEnvironment
  database: Database
  /** Of the role that may do what the product may not. */
  ownerUrl: string
  projectId: string
  agentId: string
  operators: Record<'owner' | 'operator' | 'viewer', string>
  ask(change?: AskedTask): Promise<string>
  anotherProject(policy?: Partial<Policy>): Promise<Employed>
  intend<C extends Exclude<Command, 'startTask'>>(
    taskId: string,
    command: C,
    body: CommandBody<C>,
    actor?: string,
  ): Promise<string>
  until(taskId: string, isSo: (task: TaskState) => boolean): Promise<TaskState>
  entryTypes(taskId: string): Promise<string[]>
  stopControl(): Promise<void>
  startControl(change?: ControlChange): Promise<void>
  /** The executor's worker: between the two nothing of a task is done there. */
  stopExecutor(): Promise<void>
  startExecutor(): Promise<void>
  stop(): Promise<void>
}

/** What is lost on its way to a worker, as where one stops or is busy, is tried again after 10 s: of a task, or an activity. */
const usualPatienceMs = 45_000

/** The control plane as in production, on a Temporal server and a database of its own, with a scripted executor. */
export async function startControlPlane(
  farSide: FarSide,
  policy: Partial<Policy> = {},
  { interceptors = {}, temporal = [], slots = 100, patienceMs = usualPatienceMs }: ControlPlaneOptions = {},
): Promise<ControlPlane> {
  const env = await testEnvironment(temporal)
  const scratch = await freshDatabase()
  const database = openDatabase(scratch.appUrl)
  const setting = await seed(database, Policy.parse({ retryDelayMs: 100, ...policy }))
  const openControl = (change: ControlChange = {}) =>
    start(env, database, { databaseUrl: scratch.appUrl, interceptors, ...change })
  let executors = await startExecutor(env, farSide, interceptors, slots)
  let control = await openControl()

  return {
    env,
    database,
    ownerUrl: scratch.ownerUrl,
    ...setting,
    async ask(change = {}) {
      const taskId = newId('task')
      const task = {
        title: 'Write',
        intent: 'Write it.',
        deliverables: [],
        ...change,
        executorId: 'mac-mini',
      }
      const { projectId, agentId } = setting
      const request = {
        taskId,
        intentId: newId('intent'),
        actor: `operator:${setting.operators.owner}`,
        at: at(),
      }
      await requestTask(database.pool, { ...request, task: { projectId, agentId, ...task } })
      return taskId
    },
    anotherProject: (change = {}) => employ(database, setting.operators.owner, Policy.parse(change)),
    async intend(taskId, command, body, actor = `operator:${setting.operators.owner}`) {
      const intent = { id: newId('intent'), taskId, command, actor, body }
      await recordIntent(database.pool, intent as Exclude<Intent, { command: 'startTask' }>)
      return intent.id
    },
    until: (taskId, isSo) => until(database, taskId, isSo, patienceMs),
    async entryTypes(taskId) {
      const { rows } = await database.pool.query(
        'select type from entry where stream_id = $1 order by stream_seq',
        [`task/${taskId}`],
      )
      return rows.map((row) => row.type)
    },
    stopControl: () => control.stop(),
    async startControl(change) {
      control = await openControl(change)
    },
    stopExecutor: () => executors.stop(),
    async startExecutor() {
      executors = await startExecutor(env, farSide, interceptors, slots)
    },
    async stop() {
      await control.stop()
      await executors.stop()
      await database.close()
      await scratch.drop()
      await env.teardown()
    },
  }
}

async function seed({ pool }: Database, policy: Policy) {
  const operators = { owner: newId('operator'), operator: newId('operator'), viewer: newId('operator') }
  for (const role of ['owner', 'operator', 'viewer'] as const) {
    const operator = { operatorId: operators[role], name: `The ${role}`, email: `${role}@example.com`, role }
    await createOperator(pool, { ...operator, passwordHash: 'x' }, 'system:test')
  }
  // The same is asked of one agent again and again.
  const document = PolicyDocument.parse({ loopLimit: mostLoopLimit })
  const everywhere = { scopeId: 'portfolio', scope: 'portfolio', projectId: null } as const
  const by = { operatorId: operators.owner, at: at() }
  await changePolicy(pool, everywhere, { document, note: '', version: 0 }, by)
  await registerExecutor(pool, { executorId: 'mac-mini', name: 'Mac mini', tokenHash: 'x' })
  return { ...(await employ({ pool }, operators.owner, policy)), operators }
}

async function employ({ pool }: Pick<Database, 'pool'>, owner: string, policy: Policy): Promise<Employed> {
  const projectId = newId('project')
  const agentId = newId('agent')
  const by = { at: at(), actor: `operator:${owner}` }
  const project = { name: 'Letter', mission: 'Write.', isSample: false, policy }
  await createProject(pool, projectId, { ...by, type: 'project_created', body: project })
  const agent = {
    projectId,
    name: 'Ines',
    role: 'writer',
    charter: '',
    executorId: 'mac-mini',
    openclawAgentId: 'main',
  }
  await createAgent(pool, agentId, { ...by, type: 'agent_created', body: agent })
  return { projectId, agentId }
}

async function startExecutor(
  env: TestWorkflowEnvironment,
  farSide: FarSide,
  interceptors: Interceptors,
  slots: number,
) {
  const nothing = async () => ({ problem: 'There is no such file in the workspace any more.' })
  const { runAgent, ...short } = {
    ...{ checkFile: nothing, checkJson: nothing, checkCommit: nothing },
    ...farSide,
  }
  const common = {
    connection: env.nativeConnection,
    namespace: 'default',
    interceptors,
    // As on the Mac: a cancellation comes with a heartbeat.
    maxHeartbeatThrottleInterval: 1_000,
    defaultHeartbeatThrottleInterval: 1_000,
  }
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: runQueueOf('mac-mini'),
      activities: { runAgent },
      maxConcurrentActivityTaskExecutions: slots,
    }),
    await Worker.create({ ...common, taskQueue: controlQueueOf('mac-mini'), activities: { ...short } }),
  ]
  const runs = workers.map((worker) => worker.run())
  return {
    async stop() {
      for (const worker of workers) worker.shutdown()
      await Promise.all(runs)
    },
  }
}

async function start(
  env: TestWorkflowEnvironment,
  database: Database,
  { databaseUrl, ...change }: ControlChange & { databaseUrl: string; interceptors: Interceptors },
) {
  const stopping = new AbortController()
  const { signal } = stopping
  const logger = createLogger('test')
  logger.level = process.env.LOG_LEVEL ?? 'error'
  const worker = await createControlWorker({
    connection: env.nativeConnection,
    namespace: 'default',
    database,
    isCurrentRun: currentRunOf(env.client),
    client: env.client,
    bundlePath: workflowBundle,
    checkHosts: ['localhost', '127.0.0.1'],
    ...change,
  })
  const running = [
    worker.run(),
    runRelay({ database, client: env.client, logger, signal, pollMs: 200 }),
    runReleases({ database, logger, signal, pollMs: 200 }),
    runSequencer({ databaseUrl, logger, signal }),
    keepHeartbeats({
      ...{ database, client: env.client, namespace: 'default', logger, signal },
      pollMs: 300,
      graceMs: 1_500,
    }),
  ]
  return {
    async stop() {
      stopping.abort()
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await Promise.all(running)
    },
  }
}

async function until(
  database: Database,
  taskId: string,
  isSo: (task: TaskState) => boolean,
  patienceMs: number,
): Promise<TaskState> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const task = await currentTask(database.pool, taskId)
    if (isSo(task)) return task
    if (Date.now() > deadline) throw new Error(`never so: ${JSON.stringify(task, null, 1)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
