import type { BrokenAnchor } from '#domain/drift/record-diff-rules.ts'
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

/**
 * Places with a problem, of the few that there are, and whether the ledger goes through what is noted there. One that
 * can't be used is away for a moment at times: it counts once that has lasted.
 */
export async function brokenAnchors(pool: Pool): Promise<BrokenAnchor[]> {
  const { rows } = await pool.query<BrokenAnchor>(
    `select * from (
       select a.place, a.target, a.problem,
              case when a.position is not null
                   then json_build_object('position', a.position, 'hash', a.hash, 'at', ${isoOf('a.at')}) end as noted,
              a.position is not null and not exists (
                select from position p where p.position = a.position and encode(p.hash, 'hex') = a.hash) as "isCut",
              a.problem_since < now() - interval '10 minutes' as lasts
         from anchor a where a.problem is not null limit 10) broken
      where "isCut" or lasts order by place`,
  )
  return rows.map(({ place, target, problem, noted, isCut }) => ({ place, target, problem, noted, isCut }))
}
