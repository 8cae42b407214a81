import type { Pool } from '../client.ts'
import { isoOf } from '../read/tasks.ts'
import { wake } from './wake.ts'

/** A workflow that runs, and the run of it that Temporal has now. */
export interface RunNow {
  workflowId: string
  runId: string
}

/**
 * A reset in Temporal may leave out the signals that came after the point it goes back to. The run that takes over then
 * waits for what it was told already, and writes nothing. So where the ledger has not heard of the run yet, everything
 * that was asked of its workflow is sent once more, in order; what the run knows, it takes up no second time.
 * Answers how many.
 */
export async function sendAgain(pool: Pool, runs: readonly RunNow[]): Promise<number> {
  const { rowCount } = await pool.query(
    `update intent i set status = 'pending', leased_by = null, lease_until = null,
            sent_again_to = r.run_id || ' ' || ${isoOf('now()')}
       from stream s join unnest($1::text[], $2::text[]) as r (workflow_id, run_id) on r.workflow_id = s.id
      where s.owner_run_id <> r.run_id and i.workflow_id = s.id and i.status = 'delivered'
        and i.command not in ('startTask', 'startRunbook') and split_part(i.sent_again_to, ' ', 1) is distinct from r.run_id`,
    [runs.map(({ workflowId }) => workflowId), runs.map(({ runId }) => runId)],
  )
  if (rowCount) wake(pool, 'intents')
  return rowCount ?? 0
}
