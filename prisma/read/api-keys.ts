import { timingSafeEqual } from 'node:crypto'
import { KeyAction } from '#domain/api-key/api-key.ts'
import { type KeyScope, keyIdOfToken, prefixOf } from '#domain/api-key/api-key-rules.ts'
import { sha256Of } from '#domain/ledger/digest.ts'
import type { Pool, Reader } from '../client.ts'

export interface ApiKeySummary extends KeyScope {
  id: string
  name: string
  prefix: string
  createdByName: string
  createdAt: string
  lastUsedAt: string | null
  revokedAt: string | null
}

/** All keys, the newest first. */
export async function listApiKeys(prisma: Reader): Promise<ApiKeySummary[]> {
  const rows = await prisma.apiKey.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'asc' }] })
  const makers = await prisma.user.findMany({
    where: { id: { in: rows.map(({ createdBy }) => createdBy) } },
    select: { id: true, name: true },
  })
  const names = new Map(makers.map(({ id, name }) => [id, name]))
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: prefixOf(row.id),
    actions: KeyAction.array().parse(row.actions),
    projectIds: row.projectIds,
    createdByName: names.get(row.createdBy) ?? row.createdBy,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }))
}

export interface FoundKey extends KeyScope {
  id: string
  name: string
}

/** The key of a token, unless it is revoked. Found by id; the hashes are compared in constant time. */
export async function keyOfToken(pool: Pool, token: string): Promise<FoundKey | null> {
  const { rows } = await pool.query<FoundKey & { tokenHash: string }>(
    `select id, name, token_hash as "tokenHash", project_ids as "projectIds", actions
       from api_key where id = $1 and revoked_at is null`,
    [keyIdOfToken(token)],
  )
  if (!rows[0]) return null
  const { tokenHash, ...key } = rows[0]
  const isTheirs = timingSafeEqual(sha256Of(token), Buffer.from(tokenHash, 'hex'))
  return isTheirs ? { ...key, actions: KeyAction.array().parse(key.actions) } : null
}
