import { Refused } from '#domain/errors.ts'
import { listExecutors } from '#prisma/read/executors.ts'
import { relayState } from '#prisma/read/record-sight.ts'
import type { Source } from '#prisma/read/source.ts'
import { saveReport } from '#prisma/write/settings/executors.ts'
import { type Mount, mount } from '../http/mount.ts'
import { executorsContract } from './contract.ts'

export function executorRoutes(to: Mount, { pool }: Source): void {
  mount(to, executorsContract, {
    async listExecutors() {
      const [items, relay] = await Promise.all([listExecutors(pool), relayState(pool)])
      return { items, relay }
    },

    async reportGateway({ executorId, params, body }) {
      if (executorId !== params.executorId) {
        throw new Refused(
          'role_may_not',
          `This token is the one of ${executorId}, not of ${params.executorId}.`,
        )
      }
      await saveReport(pool, executorId, body)
      return undefined
    },
  })
}
