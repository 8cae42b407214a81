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
    const { rows } = await db.query<{ id: string; digest: Buffer }>({
      name: 'take-unplaced',
      text: `with taken as (delete from unsequenced where entry_id in (
               select entry_id from unsequenced order by entry_id limit $1) returning entry_id)
             select e.id, e.digest from taken join entry e on e.id = taken.entry_id
              where not exists (select from position p where p.entry_id = e.id) order by e.id`,
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

async function place(db: pg.ClientBase, rows: { id: string; digest: Buffer }[]): Promise<void> {
  const { rows: heads } = await db.query<{ position: string; hash: Buffer }>({
    name: 'head',
    text: 'select position, hash from position order by position desc limit 1',
  })
  let hash: Uint8Array = heads[0]?.hash ?? genesisHash
  const hashes = rows.map((row) => {
    hash = chainHash(hash, row.digest)
    return Buffer.from(hash)
  })
  await db.query({
    name: 'place',
    text: `insert into position (position, entry_id, hash)
           select $1::bigint + ord, id, hash
             from unnest($2::bigint[], $3::bytea[]) with ordinality as t (id, hash, ord)`,
    values: [heads[0]?.position ?? 0, rows.map((row) => row.id), hashes],
  })
}
