import type { Pool } from '../client.ts'

export interface BlobLook {
  sha256: string
  problem: 'missing' | 'changed' | null
  /** All of it was read. */
  isRead: boolean
}

/** How the store was when it was looked at; not a fact, overwritten each time. */
export async function noteBlobLook(
  pool: Pool,
  { sha256, problem, isRead }: BlobLook,
  at: string,
): Promise<void> {
  await pool.query(
    `update stored_blob set problem = $2, seen_at = $4, read_at = case when $3 then $4 else read_at end
      where sha256 = $1`,
    [sha256, problem, isRead, at],
  )
}
