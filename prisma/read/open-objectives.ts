import { dayOf, weekOf } from '#domain/outcome/iso-week.ts'
import type { Pool, Tx } from '../client.ts'

/** What a project has set itself for this week and not closed yet, in words, as agents are told it. */
export async function openObjectives(db: Pool | Tx, projectId: string): Promise<string[]> {
  const { rows } = await db.query<{ title: string; target: string | null }>({
    name: 'open-objectives',
    text: `select title, target from objective where project_id = $1 and week = $2 and closed_at is null
            order by set_at, id`,
    values: [projectId, weekOf(dayOf(new Date().toISOString()))],
  })
  return rows.map(({ title, target }) => (target ? `${title} (target: ${target})` : title))
}
