import { z } from 'zod'
import { GatewayReport, PresenceState } from '#domain/executor/executor.ts'
import { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import { routes } from '../http/contract.ts'

export const Executor = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    state: PresenceState,
    detail: z.string(),
    /** What the file that stops everything on its Mac says; null: it is not there. */
    stopFile: z.string().nullable(),
    since: z.string(),
    lastReportAt: z.string().nullable(),
    report: GatewayReport.nullable(),
    /** Tasks whose run waits for this executor, and the longest wait. */
    waitingTasks: z.int(),
    oldestWaitSince: z.string().nullable(),
    runningTasks: z.int(),
  })
  .meta({ id: 'Executor' })
export type Executor = z.infer<typeof Executor>

/** What is asked for and not delivered yet, and since when the oldest of it waits. */
export const RelayState = z
  .strictObject({ depth: z.int(), oldestSince: z.string().nullable(), attempts: z.int() })
  .meta({ id: 'RelayState' })
export type RelayState = z.infer<typeof RelayState>

const executorId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not the name of an executor')

export const executorsContract = routes({
  listExecutors: {
    method: 'get',
    path: '/executors',
    summary: 'Executors and whether they are there, and what waits to be delivered',
    auth: 'operator',
    status: 200,
    response: z.strictObject({ items: z.array(Executor), relay: RelayState }),
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
    summary: 'What kill switches stop on this executor by now (its own token only)',
    auth: 'executor',
    params: z.strictObject({ executorId }),
    status: 200,
    response: KillOrders,
  },
})
