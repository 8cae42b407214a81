import { type ExecutorLoad, KeptReport, PresenceState } from '#domain/executor/executor.ts'
import type { Pool } from '../client.ts'

export interface ExecutorLinkRow {
  executorId: string
  state: PresenceState
  detail: string
  stopFile: string | null
  report: KeptReport | null
  reportAgeMs: number | null
}

/** What is known of each executor that is not retired: its recorded state, and its worker's last word. */
export async function executorLinks(pool: Pool): Promise<ExecutorLinkRow[]> {
  const { rows } = await pool.query(
    `select e.id, e.state, e.detail, e.stop_file, l.report,
            extract(epoch from now() - l.reported_at) * 1000 as age
       from executor e join executor_link l on l.executor_id = e.id where e.retired_at is null order by e.id`,
  )
  return rows.map((row) => ({
    executorId: row.id,
    state: PresenceState.parse(row.state),
    detail: row.detail,
    stopFile: row.stop_file,
    report: row.report ? KeptReport.parse(row.report) : null,
    reportAgeMs: row.age === null ? null : Number(row.age),
  }))
}

/** Not a fact, overwritten each time. */
export async function saveLoad(pool: Pool, executorId: string, load: ExecutorLoad): Promise<void> {
  await pool.query('update executor_link set load = $2 where executor_id = $1', [executorId, load])
}

/** The control worker has looked, or keeps to its last look. Not a fact, overwritten each time. */
export async function saveLook(pool: Pool): Promise<void> {
  await pool.query('update executor_link set looked_at = now()')
}
