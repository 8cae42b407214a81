import { partsOfActor } from '#domain/ledger/actor.ts'
import type { Pool, Tx } from '../client.ts'

/** Actors in words. One that is unknown keeps its own id; the product's parts are Front Office. */
export async function namesOf(pool: Pool | Tx, actors: Iterable<string>): Promise<(actor: string) => string> {
  const distinct = [...new Set(actors)]
  const { rows } = distinct.length
    ? await pool.query<{ actor: string; name: string }>(
        `select 'operator:' || id as actor, name from "user" where 'operator:' || id = any($1)
         union all select 'agent:' || id, name from agent where 'agent:' || id = any($1)
         union all select 'api-key:' || id, name from api_key where 'api-key:' || id = any($1)
         union all select 'executor:' || id, name from executor where 'executor:' || id = any($1)`,
        [distinct],
      )
    : { rows: [] }
  const names = new Map(rows.map((row) => [row.actor, row.name]))
  return (actor) => {
    const { kind, id } = partsOfActor(actor)
    return names.get(actor) ?? (kind === 'system' ? 'Front Office' : id)
  }
}

export const nameOf = async (pool: Pool | Tx, actor: string): Promise<string> =>
  (await namesOf(pool, [actor]))(actor)
