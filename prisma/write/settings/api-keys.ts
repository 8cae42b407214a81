import { type KeyScope, prefixOf } from '#domain/api-key/api-key-rules.ts'
import { Refused } from '#domain/errors.ts'
import { apiKeyStreamId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { type By, factBy } from './by-operator.ts'
import { newSecret } from './secret.ts'
import { recordWithin } from './setting.ts'

export interface NewApiKey extends KeyScope {
  apiKeyId: string
  name: string
}

const recordFact = (tx: Tx, apiKeyId: string, fact: Fact, apply: (tx: Tx) => Promise<unknown>) =>
  recordWithin(tx, { streamId: apiKeyStreamId(apiKeyId), projectId: null, writer: 'api', fact }, apply)

/** The key's id, so that it is found without a search by its secret, and 192 random bits. */
const newToken = (apiKeyId: string): string => `${prefixOf(apiKeyId)}_${newSecret(24)}`

async function mustBeProjects(tx: Tx, projectIds: readonly string[]): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from project where id = any($1) and removed_at is null for share',
    [projectIds],
  )
  if (rows.length !== new Set(projectIds).size)
    throw new Refused('not_found', 'One of the projects does not exist or was removed.')
}

/** The token is told here and nowhere else; its hash is kept. Throws Refused not_found, key_reused. */
export async function createApiKey(pool: Pool, key: NewApiKey, by: By): Promise<{ token: string }> {
  const { apiKeyId, name, actions, projectIds } = key
  const token = newToken(apiKeyId)
  const body = { name, actions, projectIds }
  await inTransaction(pool, async (tx) => {
    await mustBeProjects(tx, projectIds)
    await recordFact(tx, apiKeyId, { ...factBy(by), type: 'api_key_created', body }, async (within) => {
      const made = await within.query(
        `insert into api_key (id, name, token_hash, project_ids, actions, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`,
        [apiKeyId, name, sha256Hex(token), projectIds, actions, by.operatorId, by.at],
      )
      const again = 'This Idempotency-Key made a key, whose token was shown once. Revoke it and make another.'
      if (!made.rowCount) throw new Refused('key_reused', again)
    })
  })
  wake(pool, 'ledger')
  return { token }
}

async function revokeWithin(tx: Tx, key: { id: string; name: string }, reason: string, by: By) {
  const fact: Fact = { ...factBy(by), type: 'api_key_revoked', body: { name: key.name, reason } }
  await recordFact(tx, key.id, fact, (within) =>
    within.query('update api_key set revoked_at = $2 where id = $1', [key.id, by.at]),
  )
}

/** Throws Refused where there is no such key or it is revoked already. */
export async function revokeApiKey(pool: Pool, apiKeyId: string, by: By): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string; name: string; revokedAt: Date | null }>(
      'select id, name, revoked_at as "revokedAt" from api_key where id = $1 for no key update',
      [apiKeyId],
    )
    if (!rows[0]) throw new Refused('not_found', 'There is no such API key.')
    if (rows[0].revokedAt) throw new Refused('key_revoked', `The API key ${rows[0].name} is revoked already.`)
    await revokeWithin(tx, rows[0], '', by)
  })
  wake(pool, 'ledger')
}

/** The keys of somebody who may not make any now: whoever holds a token of theirs would still get in. */
export async function revokeKeysOf(tx: Tx, operatorId: string, reason: string, by: By): Promise<void> {
  const { rows } = await tx.query<{ id: string; name: string }>(
    'select id, name from api_key where created_by = $1 and revoked_at is null order by id for no key update',
    [operatorId],
  )
  for (const key of rows) await revokeWithin(tx, key, reason, by)
}

/** Not a fact, and written once a minute at most: a script may ask often. */
export async function noteKeyUse(pool: Pool, apiKeyId: string): Promise<void> {
  await pool.query(
    `update api_key set last_used_at = now()
      where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [apiKeyId],
  )
}
