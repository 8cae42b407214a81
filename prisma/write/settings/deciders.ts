import { leavingRefusal, type StatedPolicy } from '#domain/policy/lockout-rules.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Tx } from '../../client.ts'

/** How many can sign in and decide. Until the end of the transaction none of them can go. */
export async function lockedDeciders(tx: Tx): Promise<number> {
  const { rowCount } = await tx.query(
    `select id from "user" where "removedAt" is null and role in ('owner', 'operator') order by id for share`,
  )
  return rowCount ?? 0
}

/** Why an operator who decides can't go, by the policies that hold; null where they can. `left`: who else decides. */
export async function whyNeeded(tx: Tx, name: string, left: number): Promise<string | null> {
  const { rows } = await tx.query<{ whose: string; document: unknown }>(
    `select case p.scope when 'portfolio' then 'all projects' else coalesce(a.name, j.name) end as whose, p.document
       from policy p left join agent a on a.id = p.scope_id
                     left join project j on j.id = coalesce(a.project_id, p.scope_id)
      where (j.id is null or j.removed_at is null) and a.retired_at is null
      order by array_position(array['portfolio', 'project', 'agent'], p.scope), p.scope_id`,
  )
  const stated = rows.map(
    ({ whose, document }): StatedPolicy => ({ whose, document: PolicyDocument.parse(document) }),
  )
  return leavingRefusal(name, left, stated)
}
