import type pg from 'pg'
import { nameKeyOf } from '#domain/runbook/runbook-name-rules.ts'

interface Named {
  id: string
  projectId: string
  name: string
  nameKey: string
}

/** A runbook is found by what the rule makes of its name now: rows of a version with another rule get their key anew. */
export async function keyNamesAnew(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Named>(
    `select id, project_id as "projectId", name, name_key as "nameKey" from runbook where name_key is not null`,
  )
  for (const { id, projectId, name, nameKey } of rows) {
    const key = nameKeyOf(projectId, name)
    if (key === nameKey) continue
    await client.query(
      `update runbook set name_key = $3
        where id = $1 and name_key = $2 and not exists (select 1 from runbook where name_key = $3)`,
      [id, nameKey, key],
    )
  }
}
