import type pg from 'pg'
import { chainHash, genesisHash } from '#domain/ledger/digest.ts'

const leaderLock = 4711

/** True for one session at a time; the lock goes with the connection. */
export async function tryLead(db: pg.ClientBase): Promise<boolean> {
  const { rows } = await db.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [leaderLock])
  return rows[0]?.mine ?? false
}

/** The work list may have been emptied by anybody: a new leader makes it whole. */
export async function rebuildWorkList(db: pg.ClientBase): Promise<void> {
  await db.query(
    `insert into unsequenced
     select e.id from entry e left join position p on p.entry_id = e.id where p.entry_id is null
     on conflict do nothing`,
  )
}

/** Gives up to `limit` committed entries their dense positions and hashes; answers how many. Leader only. */
export async function placeBatch(db: pg.ClientBase, limit: number): Promise<number> {
  await db.query('begin')
  try {
    const { rows } = await db.query<Unplaced>({
      name: 'take-unplaced',
      // Each by its key, whatever the planner thinks of the tables: it may have planned this while they were empty.
      text: `with taken as (delete from unsequenced where entry_id in (
               select entry_id from unsequenced order by entry_id limit $1) returning entry_id),
             head as materialized (select position, hash from position order by position desc limit 1)
             select e.id, e.digest, head.position as "headPosition", head.hash as "headHash"
               from taken cross join lateral (
                 select id, digest, (select p.position from position p where p.entry_id = id) as placed
                   from entry where id = taken.entry_id offset 0) e
               left join head on true
              where e.placed is null order by e.id`,
      values: [limit],
    })
    if (rows.length) await place(db, rows)
    await db.query('commit')
    return rows.length
  } catch (error) {
    await db.query('rollback').catch(() => {})
    throw error
  }
}

/** With the last placed entry beside it, null where none is: a question less to the database for each batch. */
interface Unplaced {
  id: string
  digest: Buffer
  headPosition: string | null
  headHash: Buffer | null
}

async function place(db: pg.ClientBase, rows: Unplaced[]): Promise<void> {
  const head = rows[0]
  let hash: Uint8Array = head?.headHash ?? genesisHash
  const hashes = rows.map((row) => {
    hash = chainHash(hash, row.digest)
    return Buffer.from(hash)
  })
  await db.query({
    name: 'place',
    text: `insert into position (position, entry_id, hash)
           select $1::bigint + ord, id, hash
             from unnest($2::bigint[], $3::bytea[]) with ordinality as t (id, hash, ord)`,
    values: [head?.headPosition ?? 0, rows.map((row) => row.id), hashes],
  })
}
