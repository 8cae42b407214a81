import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

export interface AnchorView {
  place: string
  target: string
  position: number | null
  at: string | null
  problem: string | null
}

/** A head as a place outside of this database has it. */
export interface NotedHead {
  place: string
  position: number
  hash: string
}

export async function notedHeads(pool: Pool): Promise<NotedHead[]> {
  const { rows } = await pool.query<NotedHead>(
    `select place, position::float8 as position, hash from anchor where position is not null order by place`,
  )
  return rows
}

/** What is noted of the ledger outside of this database, as the control worker last saw it. */
export async function listAnchors(pool: Pool): Promise<AnchorView[]> {
  const { rows } = await pool.query<AnchorView>(
    `select place, target, position::float8 as position, ${isoOf('at')} as at, problem from anchor order by place`,
  )
  return rows
}
