import pg from 'pg'
import { refold } from '#prisma/write/refold.ts'
import type { ControlPlane } from './control-plane.ts'

type Plane = Pick<ControlPlane, 'ownerUrl' | 'database'>

/** What the product may not: facts are changed. */
export async function asOwner({ ownerUrl }: Plane, ...statements: string[]): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const facts = ['entry', 'position']
  for (const table of facts) await owner.query(`alter table ${table} disable trigger facts_stay`)
  for (const statement of statements) await owner.query(statement)
  for (const table of facts) await owner.query(`alter table ${table} enable trigger facts_stay`)
  await owner.end()
}

/** Older than what a look lets alone, in its first entry as well: its rows still are what it folds to. */
export async function ageTask(plane: Plane, taskId: string): Promise<void> {
  await asOwner(
    plane,
    `update entry set at = at - interval '1 minute' where stream_id = 'task/${taskId}' and stream_seq = 1`,
    `update task_words set created_at = created_at - interval '1 minute' where task_id = '${taskId}'`,
  )
  await refold(plane.database.pool, `task/${taskId}`)
}
