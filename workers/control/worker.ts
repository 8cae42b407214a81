import type { Client } from '@temporalio/client'
import { type NativeConnection, Worker, type WorkerInterceptors } from '@temporalio/worker'
import { createDeliveryActivities } from '#activities/delivery/delivery-activities.ts'
import { createDriftActivities } from '#activities/drift/drift-activities.ts'
import { createHeartbeatActivities } from '#activities/heartbeat/heartbeat-activities.ts'
import { createQualityActivities } from '#activities/quality/quality-activities.ts'
import { createRunbookActivities } from '#activities/runbook/runbook-activities.ts'
import { createTaskActivities } from '#activities/task/task-activities.ts'
import { controlQueue } from '#domain/ids.ts'
import type { BlobStore } from '#platform/blobs/blob-store.ts'
import type { Database } from '#prisma/client.ts'
import type { IsCurrentRun } from '#prisma/write/ledger.ts'
import { allBeating } from './beating-activities.ts'
import { historiesOf } from './histories/workflow-histories.ts'
import { moveRunOf } from './move-run.ts'
import { workWorkflowsOf } from './reconcile/work-workflows.ts'

export interface ControlWorkerDeps {
  connection: NativeConnection
  namespace: string
  database: Database
  isCurrentRun: IsCurrentRun
  client: Client
  /** Of Front Office, for links from Temporal. */
  publicUrl?: string | null
  /** A bundle made before; without it the worker makes its own, which costs a second and 100 MB. */
  bundlePath: string | null
  taskQueue?: string
  /** Hosts that a deliverable's address may be on though they are inside. */
  checkHosts?: readonly string[]
  /** Whether artifacts are as they were kept is looked at where it is given. */
  artifacts?: BlobStore
  /** Milliseconds between two looks of the schedule. */
  lookEveryMs?: number
  /** Around its activities: a test's faults. */
  interceptors?: WorkerInterceptors
}

/** All that runs here. */
export function controlActivities(deps: ControlWorkerDeps) {
  const { client, namespace, publicUrl = null, isCurrentRun, checkHosts, artifacts, lookEveryMs } = deps
  const { pool } = deps.database
  const recording = { pool, isCurrentRun }
  return {
    ...createTaskActivities(recording),
    ...createRunbookActivities(recording),
    ...createDeliveryActivities({ moveRun: moveRunOf(client, namespace) }),
    ...allBeating(createQualityActivities({ allowedHosts: checkHosts ?? [] })),
    ...createHeartbeatActivities({ pool }),
    ...allBeating(
      createDriftActivities({
        pool,
        workflows: workWorkflowsOf({ client, pool, publicUrl }),
        histories: historiesOf(client),
        ...(artifacts && { artifacts }),
        ...(lookEveryMs !== undefined && { lookEveryMs }),
      }),
    ),
  }
}

export function createControlWorker(deps: ControlWorkerDeps): Promise<Worker> {
  const workflows = deps.bundlePath
    ? { workflowBundle: { codePath: deps.bundlePath } }
    : { workflowsPath: new URL('../../workflows/index.ts', import.meta.url).pathname }
  return Worker.create({
    connection: deps.connection,
    namespace: deps.namespace,
    taskQueue: deps.taskQueue ?? controlQueue,
    ...workflows,
    activities: controlActivities(deps),
    ...(deps.interceptors && { interceptors: deps.interceptors }),
    maxCachedWorkflows: 300,
    // A killed worker's workflows are taken over after this and not after 10 s.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: '5s',
  })
}
