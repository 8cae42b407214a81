import { z } from 'zod'
import { KeyAction } from '#domain/api-key/api-key.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

const ApiKeyId = Id('key')
const unique = (list: readonly string[]) => new Set(list).size === list.length

const scope = {
  projectIds: z
    .array(Id('pr'))
    .min(1, 'choose at least one project')
    .max(100)
    .refine(unique, 'names a project twice'),
  actions: z.array(KeyAction).min(1, 'choose at least one action').refine(unique, 'names an action twice'),
}

export const ApiKey = z
  .strictObject({
    id: ApiKeyId,
    name: z.string(),
    /** What its token begins with. */
    prefix: z.string(),
    projectIds: z.array(z.string()),
    actions: z.array(KeyAction),
    createdByName: z.string(),
    createdAt: At,
    /** To the minute; null: never. */
    lastUsedAt: At.nullable(),
    revokedAt: At.nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>

export const apiKeysContract = routes({
  listApiKeys: {
    method: 'get',
    path: '/api-keys',
    summary: 'All API keys, also revoked ones, the newest first',
    auth: 'operator',
    status: 200,
    response: z.strictObject({ items: z.array(ApiKey) }),
  },
  createApiKey: {
    method: 'post',
    path: '/api-keys',
    summary: 'Make an API key: its token is in the answer and is told this once',
    auth: 'operator',
    body: z.strictObject({ name: Text(80), ...scope }).meta({ id: 'NewApiKey' }),
    status: 201,
    response: z.strictObject({ id: ApiKeyId, token: z.string() }),
  },
  revokeApiKey: {
    method: 'delete',
    path: '/api-keys/{apiKeyId}',
    summary: 'Revoke an API key: its token opens nothing from the next request on',
    auth: 'operator',
    params: z.strictObject({ apiKeyId: ApiKeyId }),
    status: 204,
    response: z.void(),
  },
})
