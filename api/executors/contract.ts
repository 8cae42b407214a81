import { z } from 'zod'
import { ShelfReport } from '#domain/artifact/artifact.ts'
import {
  ExecutorLoad,
  GatewayReport,
  KeptReport,
  PresenceState,
  RunLimit,
} from '#domain/executor/executor.ts'
import { executorName, executorNameProblem } from '#domain/executor/executor-rules.ts'
import { RefusedCalls } from '#domain/executor/refused-calls.ts'
import { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import { AdoptionAnswer } from '#domain/run/adoption.ts'
import { StrayCalls } from '#domain/run/blocked-call.ts'
import { CallTerms } from '#domain/run/call-terms.ts'
import { PastCall } from '#domain/run/changed-call.ts'
import { ForeignRun } from '#domain/run/foreign-run.ts'
import { StartTerms } from '#domain/run/start-terms.ts'
import { At, routes, Text } from '../http/contract.ts'

export const Executor = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    /** `unknown` as well once the control worker has not looked for 15 s, whatever it recorded last. */
    state: PresenceState,
    detail: z.string(),
    /** What the file that stops everything on its Mac says; null: it is not there. */
    stopFile: z.string().nullable(),
    /** Who asked it to drain, and why; null: nobody. */
    drain: z.strictObject({ reason: z.string(), at: z.string(), byName: z.string() }).nullable(),
    since: z.string(),
    lastReportAt: z.string().nullable(),
    report: KeptReport.nullable(),
    /** Tasks whose run waits for this executor, and the longest wait. */
    waitingTasks: z.int(),
    oldestWaitSince: z.string().nullable(),
    runningTasks: z.int(),
    /** Runs that no gateway has taken yet, by the record, and since when the oldest waits. */
    queuedRuns: z.int(),
    oldestQueuedAt: z.string().nullable(),
    /** Runs that its own limit of runs at once holds. */
    heldRuns: z.int(),
    /** What Temporal says of slots and queue; null where it has said nothing for 15 s. */
    load: ExecutorLoad.nullable(),
    /** Runs at once; null: as many as it has slots. */
    runLimit: z.int().nullable(),
    /** Since when its token is the one it is; null: it was revoked. */
    tokenAt: z.string().nullable(),
    /** That live on it and are not retired. */
    agents: z.int(),
    openTasks: z.int(),
  })
  .meta({ id: 'Executor' })
export type Executor = z.infer<typeof Executor>

/** What is asked for and not delivered yet, and since when the oldest of it waits. */
export const RelayState = z
  .strictObject({ depth: z.int(), oldestSince: z.string().nullable(), attempts: z.int() })
  .meta({ id: 'RelayState' })
export type RelayState = z.infer<typeof RelayState>

export const executorId = z.string().regex(executorName, 'is not the name of an executor')
const params = z.strictObject({ executorId })

export const NewExecutor = z
  .strictObject({
    name: z.string().superRefine((name, context) => {
      const message = executorNameProblem(name)
      if (message) context.addIssue({ code: 'custom', message })
    }),
  })
  .meta({ id: 'NewExecutor' })

/** Told this once. */
const ExecutorToken = z.strictObject({ executorId, token: z.string() }).meta({ id: 'ExecutorToken' })

export const executorsContract = routes({
  listExecutors: {
    method: 'get',
    path: '/executors',
    summary: 'Executors and whether they are there, and what waits to be delivered',
    auth: 'operator',
    status: 200,
    response: z.strictObject({
      items: z.array(Executor),
      retired: z.array(z.strictObject({ id: z.string(), name: z.string(), retiredAt: At })),
      relay: RelayState,
    }),
  },
  addExecutor: {
    method: 'post',
    path: '/executors',
    summary: 'Add an executor by name: its worker’s token is in the answer and is told this once',
    auth: 'operator',
    body: NewExecutor,
    status: 201,
    response: ExecutorToken,
  },
  renewExecutorToken: {
    method: 'post',
    path: '/executors/{executorId}/token',
    summary: 'Give an executor a new token, told this once; the one before it opens nothing any more',
    auth: 'operator',
    params,
    status: 201,
    response: ExecutorToken,
  },
  revokeExecutorToken: {
    method: 'delete',
    path: '/executors/{executorId}/token',
    summary: 'Revoke an executor’s token: its worker gets in nowhere until it has a new one',
    auth: 'operator',
    params,
    status: 204,
    response: z.void(),
  },
  retireExecutor: {
    method: 'post',
    path: '/executors/{executorId}/retire',
    summary: 'Retire an executor that no agent lives on and no task is open on',
    auth: 'operator',
    params,
    status: 204,
    response: z.void(),
  },
  orderDrain: {
    method: 'post',
    path: '/executors/{executorId}/drain',
    summary: 'Ask an executor’s worker to drain: it takes no run any more, and those that it has end',
    auth: 'operator',
    params,
    body: z.strictObject({ reason: Text(500) }).meta({ id: 'DrainReason' }),
    status: 204,
    response: z.void(),
  },
  liftDrain: {
    method: 'post',
    path: '/executors/{executorId}/drain/lift',
    summary: 'Lift it: the worker takes runs again, and what waited starts by itself',
    auth: 'operator',
    params,
    body: z.strictObject({ note: Text(500, 0).default('') }).meta({ id: 'DrainLiftNote' }),
    status: 204,
    response: z.void(),
  },
  limitRuns: {
    method: 'put',
    path: '/executors/{executorId}/run-limit',
    summary: 'How many runs may be under way on the executor at once; null: as many as it has slots',
    auth: 'operator',
    params: z.strictObject({ executorId }),
    body: z.strictObject({ limit: RunLimit.nullable() }).meta({ id: 'RunLimit' }),
    status: 204,
    response: z.undefined(),
  },
  reportGateway: {
    method: 'post',
    path: '/executors/{executorId}/report',
    summary: 'What the executor’s worker says of its gateway (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    body: GatewayReport,
    status: 204,
    response: z.undefined(),
  },
  getKillOrders: {
    method: 'get',
    path: '/executors/{executorId}/kill-orders',
    summary: 'What is stopped on this executor by now, and whether it is to drain (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    status: 200,
    response: KillOrders,
  },
  getCallTerms: {
    method: 'get',
    path: '/executors/{executorId}/call-terms',
    summary: 'What policy says by now of a call that was approved, before it is made (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    query: z.strictObject({ effectKey: Text(300) }),
    status: 200,
    response: CallTerms,
  },
  getStartTerms: {
    method: 'get',
    path: '/executors/{executorId}/start-terms',
    summary:
      'Whether a run that waited for the executor may still begin, before its gateway is asked (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    query: z.strictObject({ taskId: Text(80), policyVersion: z.coerce.number().int().min(1) }),
    status: 200,
    response: StartTerms,
  },
  reportRefusedCalls: {
    method: 'post',
    path: '/executors/{executorId}/refused-calls',
    summary: 'Calls of the bridge on the executor that came without its token (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    body: RefusedCalls,
    status: 204,
    response: z.undefined(),
  },
  reportStrayCalls: {
    method: 'post',
    path: '/executors/{executorId}/stray-calls',
    summary: 'Calls that its gate blocked and no task is behind (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    body: StrayCalls,
    status: 204,
    response: z.undefined(),
  },
  reportPastCall: {
    method: 'post',
    path: '/executors/{executorId}/past-calls',
    summary:
      'A call that ran past its gate, or otherwise than that let it pass, with no task behind it (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    body: PastCall,
    status: 204,
    response: z.undefined(),
  },
  reportShelf: {
    method: 'post',
    path: '/executors/{executorId}/shelf',
    summary:
      'Artifacts that the worker still has to bring: what else is awaited of it is lost (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    body: ShelfReport,
    status: 204,
    response: z.undefined(),
  },
  adoptRun: {
    method: 'post',
    path: '/executors/{executorId}/foreign-runs',
    summary: 'A run that nobody here asked for; answers its task, the same each time (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    body: ForeignRun,
    status: 200,
    response: AdoptionAnswer,
  },
})
