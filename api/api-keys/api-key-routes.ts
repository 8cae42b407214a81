import { listApiKeys } from '#prisma/read/api-keys.ts'
import type { Source } from '#prisma/read/source.ts'
import { createApiKey, revokeApiKey } from '#prisma/write/settings/api-keys.ts'
import { requireAction } from '../auth/permission.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { apiKeysContract } from './contract.ts'

const by = (operator: OperatorCaller) => ({ operatorId: operator.id, at: new Date().toISOString() })

export function apiKeyRoutes(to: Mount, { prisma, pool }: Source): void {
  mount(to, apiKeysContract, {
    async listApiKeys() {
      return { items: await listApiKeys(prisma) }
    },

    async createApiKey({ operator, body, req }) {
      requireAction(operator, 'createApiKey')
      const apiKeyId = idOfRequest('apiKey', operator.id, req)
      const { token } = await createApiKey(pool, { apiKeyId, ...body }, by(operator))
      return { id: apiKeyId, token }
    },

    async revokeApiKey({ operator, params }) {
      requireAction(operator, 'revokeApiKey')
      await revokeApiKey(pool, params.apiKeyId, by(operator))
    },
  })
}
