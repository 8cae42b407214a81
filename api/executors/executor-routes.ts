import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { callTerms } from '#prisma/read/call-terms.ts'
import { listExecutors, retiredExecutors } from '#prisma/read/executors.ts'
import { ordersFor } from '#prisma/read/kill-switches.ts'
import { relayState } from '#prisma/read/record-sight.ts'
import type { Source } from '#prisma/read/source.ts'
import { startTermsOf } from '#prisma/read/start-terms.ts'
import { liftDrain, orderDrain } from '#prisma/write/settings/executor-drain.ts'
import {
  addExecutor,
  renewExecutorToken,
  retireExecutor,
  revokeExecutorToken,
} from '#prisma/write/settings/executor-tokens.ts'
import { limitRuns, recordTelling } from '#prisma/write/settings/executors.ts'
import { adoptRun } from '#prisma/write/settings/foreign-runs.ts'
import { noteShelf } from '#prisma/write/settings/lacked-artifacts.ts'
import { recordPastCall } from '#prisma/write/settings/past-calls.ts'
import { saveReport } from '#prisma/write/settings/stop-file-changes.ts'
import { requireAction } from '../auth/permission.ts'
import { type Handlers, type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { executorsContract } from './contract.ts'

const by = ({ id }: OperatorCaller) => ({ operatorId: id, at: new Date().toISOString() })

export function executorRoutes(to: Mount, { pool }: Source): void {
  mount(to, executorsContract, {
    async listExecutors() {
      const all = [listExecutors(pool), retiredExecutors(pool), relayState(pool)] as const
      const [items, retired, relay] = await Promise.all(all)
      return { items, retired, relay }
    },

    async addExecutor({ operator, body }) {
      requireAction(operator, 'addExecutor')
      return { executorId: body.name, ...(await addExecutor(pool, body.name, by(operator))) }
    },

    async renewExecutorToken({ operator, params: { executorId } }) {
      requireAction(operator, 'renewExecutorToken')
      return { executorId, ...(await renewExecutorToken(pool, executorId, by(operator))) }
    },

    async revokeExecutorToken({ operator, params }) {
      requireAction(operator, 'revokeExecutorToken')
      await revokeExecutorToken(pool, params.executorId, by(operator))
    },

    async retireExecutor({ operator, params }) {
      requireAction(operator, 'retireExecutor')
      await retireExecutor(pool, params.executorId, by(operator))
    },

    async orderDrain({ operator, params, body }) {
      requireAction(operator, 'drainExecutor')
      await orderDrain(pool, { ...params, ...body }, by(operator))
    },

    async liftDrain({ operator, params, body }) {
      requireAction(operator, 'drainExecutor')
      await liftDrain(pool, { ...params, ...body }, by(operator))
    },

    async limitRuns({ operator, params, body }) {
      requireAction(operator, 'changePolicy')
      const { at, operatorId } = by(operator)
      await limitRuns(pool, params.executorId, { ...body, at, actor: actorOf('operator', operatorId) })
      return undefined
    },

    ...ofWorkers(pool),
  })
}

type OfWorkers =
  | 'reportGateway'
  | 'getKillOrders'
  | 'getCallTerms'
  | 'getStartTerms'
  | 'reportRefusedCalls'
  | 'reportStrayCalls'
  | 'reportPastCall'
  | 'reportShelf'
  | 'adoptRun'

/** What an executor's worker tells and asks, by its own token. */
function ofWorkers(pool: Source['pool']): Pick<Handlers<typeof executorsContract>, OfWorkers> {
  return {
    async reportGateway({ executorId, params, body }) {
      refuseUnlessOwn(executorId, params.executorId)
      await saveReport(pool, executorId, body)
      return undefined
    },

    getKillOrders({ executorId, params }) {
      refuseUnlessOwn(executorId, params.executorId)
      return ordersFor(pool, executorId)
    },

    getCallTerms({ executorId, params, query }) {
      refuseUnlessOwn(executorId, params.executorId)
      return callTerms(pool, query.effectKey)
    },

    getStartTerms({ executorId, params, query }) {
      refuseUnlessOwn(executorId, params.executorId)
      return startTermsOf(pool, { executorId, ...query })
    },

    async reportRefusedCalls({ executorId, params, body }) {
      refuseUnlessOwn(executorId, params.executorId)
      await recordTelling(pool, executorId, { type: 'bridge_calls_refused', body })
      return undefined
    },

    async reportStrayCalls({ executorId, params, body }) {
      refuseUnlessOwn(executorId, params.executorId)
      await recordTelling(pool, executorId, { type: 'stray_calls_blocked', body })
      return undefined
    },

    async reportPastCall({ executorId, params, body }) {
      refuseUnlessOwn(executorId, params.executorId)
      await recordPastCall(pool, executorId, body)
      return undefined
    },

    async reportShelf({ executorId, params, body }) {
      refuseUnlessOwn(executorId, params.executorId)
      await noteShelf(pool, executorId, body.held)
      return undefined
    },

    async adoptRun({ executorId, params, body }) {
      refuseUnlessOwn(executorId, params.executorId)
      return adoptRun(pool, executorId, body)
    },
  }
}

function refuseUnlessOwn(executorId: string, named: string): void {
  if (executorId === named) return
  throw new Refused('role_may_not', `This token is the one of ${executorId}, not of ${named}.`)
}
