import type { PermissionUse } from '#domain/drift/permission-rules.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

/** What a gateway lets pass by its own rules: what the record holds to be right, and what is a finding. */
export interface GatewayDoor {
  executorId: string
  executorName: string
  key: string
  name: string
  place: string
  line: string
  hash: string
  since: string
  /** As of the last look; null where the gateway tells of none. */
  use: PermissionUse | null
  /** Null: it was there at the first look, or somebody adopted it. */
  finding: { id: string; status: 'open' | 'repairing' | 'ignored' } | null
}

const standing = "f.kind = 'permission' and f.status in ('open', 'repairing', 'ignored')"
const subject = (field: string) => `f.state->'subject'->>'${field}'`

/** Findings first. What is gone from a gateway lets nothing pass, whatever is to be decided about that. */
export async function gatewayDoors(pool: Pool): Promise<GatewayDoor[]> {
  const { rows } = await pool.query<GatewayDoor>(
    `select e.id as "executorId", e.name as "executorName", d.key, d.name, d.place, d.side->>'line' as line,
            d.side->>'hash' as hash, ${isoOf('d.since')} as since, l.compared->'uses'->d.key as use, d.finding
       from (select m.executor_id, m.key, m.name, m.place, m.side, m.since, null::jsonb as finding
               from mirror m where m.kind = 'permission' and m.side is not null
                and not exists (select from finding f where f.scope = m.executor_id and ${standing}
                                   and ${subject('key')} = m.key)
             union all
             select f.scope, ${subject('key')}, ${subject('name')}, ${subject('where')}, f.state->'theirs',
                    f.first_seen, jsonb_build_object('id', f.id, 'status', f.status)
               from finding f where ${standing} and jsonb_typeof(f.state->'theirs') = 'object') d
       join executor e on e.id = d.executor_id and e.retired_at is null
       left join look l on l.scope = d.executor_id
      order by d.finding is null, e.name, d.place, d.name limit 500`,
  )
  return rows
}
