import type { Narrower } from '#domain/policy/lockout-rules.ts'
import { Hours } from '#domain/policy/policy-document.ts'
import type { Tx } from '../client.ts'
import type { PolicyOwner } from './policies.ts'

interface Row {
  name: string
  own: unknown
  /** Of the agent's project, where that lies between; null: it says none. */
  between: unknown
}

/** Projects and agents within this scope that have hours of their own; what is removed or retired starts nothing. */
export async function narrowerHours(
  tx: Tx,
  { scope, projectId }: Pick<PolicyOwner, 'scope' | 'projectId'>,
): Promise<Narrower[]> {
  if (scope === 'agent') return []
  const { rows } = await tx.query<Row>(
    `select coalesce(a.name, j.name) as name, p.document->'hours' as own,
            case when $1::text is null and a.id is not null then m.document->'hours' end as between
       from policy p left join agent a on a.id = p.scope_id
                     join project j on j.id = coalesce(a.project_id, p.scope_id)
                     left join policy m on m.scope_id = a.project_id
      where jsonb_typeof(p.document->'hours') = 'object' and j.removed_at is null and a.retired_at is null
        and ($1::text is null or a.project_id = $1)
      order by a.id is not null, 1, p.scope_id`,
    [projectId],
  )
  return rows.map(({ name, own, between }) => ({
    name,
    hours: [own, between].flatMap((one) => (one ? [Hours.parse(one)] : [])),
  }))
}
