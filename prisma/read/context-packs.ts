import type { ContextManifest } from '#domain/context-pack/context-pack.ts'
import type { Pool } from '../client.ts'

export interface KeptPack {
  hash: string
  system: string
  task: string
  message: string
  manifest: ContextManifest | null
}

export async function storedPack(pool: Pool, hash: string): Promise<KeptPack | null> {
  const { rows } = await pool.query<KeptPack>(
    'select hash, system, task, message, manifest from context_pack where hash = $1',
    [hash],
  )
  return rows[0] ?? null
}
