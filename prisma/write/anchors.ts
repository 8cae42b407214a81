import type { Anchor, LedgerHead } from '#domain/ledger/verify.ts'
import type { Pool } from '../client.ts'

export interface AnchorLook {
  place: string
  target: string
  /** What is noted there; null: nothing yet, or it can't be read. */
  anchor: Anchor | null
  problem: string | null
  at: string
}

/** What a look at a place came to, for whoever reads the ledger. What can't be read now stays as it was known. */
export async function recordAnchorLook(
  pool: Pool,
  { place, target, anchor, problem, at }: AnchorLook,
): Promise<void> {
  await pool.query(
    `insert into anchor (place, target, position, hash, at, problem, problem_since, looked_at)
     values ($1, $2, $3, $4, $5, $6, case when $6::text is not null then $7::timestamptz end, $7)
     on conflict (place) do update set target = excluded.target, problem = excluded.problem,
       problem_since = case when excluded.problem is not null
                            then coalesce(anchor.problem_since, excluded.problem_since) end,
       looked_at = excluded.looked_at, position = coalesce(excluded.position, anchor.position),
       hash = coalesce(excluded.hash, anchor.hash), at = coalesce(excluded.at, anchor.at)`,
    [place, target, anchor?.position ?? null, anchor?.hash ?? null, anchor?.at ?? null, problem, at],
  )
}

/** Places that are not configured any more. */
export async function forgetAnchorsBut(pool: Pool, places: readonly string[]): Promise<void> {
  await pool.query('delete from anchor where place <> all($1)', [places])
}

/** How far the ledger goes, and its hash at a position; null where it has none. */
export async function ledgerAt(
  pool: Pool,
  position: number,
): Promise<{ head: LedgerHead; hashThere: string | null }> {
  const { rows } = await pool.query<LedgerHead & { hashThere: string | null }>(
    `select coalesce(h.position, 0)::float8 as position, coalesce(encode(h.hash, 'hex'), repeat('0', 64)) as hash,
            (select encode(hash, 'hex') from position where position = $1) as "hashThere"
       from (select 1) one left join (select * from position order by position desc limit 1) h on true`,
    [position],
  )
  const { hashThere, ...head } = rows[0] as LedgerHead & { hashThere: string | null }
  return { head, hashThere }
}

/** Whether an operator said of this head that it is gone, and the ledger still goes through where it was said. */
export async function isRestoreAcknowledged(pool: Pool, { position, hash }: LedgerHead): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from entry e
       join position p on p.position = (e.body->>'position')::bigint and encode(p.hash, 'hex') = e.body->>'hash'
      where e.type = 'restore_acknowledged' and e.body->'gone' @> $1::jsonb limit 1`,
    [JSON.stringify([{ position, hash }])],
  )
  return rowCount === 1
}
