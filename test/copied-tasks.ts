import type pg from 'pg'
import { projectedTables } from '#prisma/read/rebuild/tables.ts'

/** Those that a writer names. */
const columns = projectedTables
  .filter(({ name }) => name === 'task')
  .flatMap((table) => [...table.key, ...table.columns])
  .join(', ')

interface Copies {
  count: number
  /** By column, SQL over the task `t` and the number `n` of the copy, from 1 on. */
  changed: Readonly<Record<string, string>>
}

/** So many more rows that are as the one of this task, but for what is changed. No stream tells of them. */
export async function copyTask(
  db: pg.ClientBase | pg.Pool,
  taskId: string,
  { count, changed }: Copies,
): Promise<void> {
  const change = Object.entries(changed).map(([column, sql]) => `'${column}', ${sql}`)
  await db.query(
    `insert into task (${columns}) select ${columns}
       from (select (jsonb_populate_record(t, jsonb_build_object(${change.join(', ')}))).*
               from task t, generate_series(1, $2::int) n where t.id = $1) copied`,
    [taskId, count],
  )
}
