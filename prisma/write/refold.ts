import { inTransaction, type Pool } from '../client.ts'
import { putBackClaims } from './backfill-facts.ts'
import { entriesOfStream, lockStream } from './entry-rows.ts'
import { refoldTask } from './ledger.ts'
import { taskRowOf, withdrawForgotten } from './task-row.ts'

/**
 * Writes a task's rows from its entries again, behind the lock of its stream: the one way in which a row is written
 * without an entry, since nothing happened. A claim that is gone is there again; one that is there stays as it is.
 */
export async function refold(pool: Pool, streamId: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await lockStream(tx, streamId)
    // Whole: an append writes again only what an entry may change of them.
    for (const table of ['learning', 'run_cost', 'shipped'])
      await tx.query(`delete from ${table} where task_id = substr($1, 6)`, [streamId])
    const state = await refoldTask(tx, streamId)
    await tx.query(
      `update task set project_id = $2, agent_id = $3, executor_id = $4, title = $5, created_at = $6, starter = $7
        where id = substr($1, 6)`,
      [
        ...[streamId, state.projectId, state.agentId, state.executorId, state.title, state.requestedAt],
        state.adopted?.starter ?? null,
      ],
    )
    await tx.query(
      `update proposal set agent_id = $2, status = p.status, state = p.state
         from jsonb_to_recordset($3) as p (id text, status text, state jsonb)
        where proposal.id = p.id and proposal.task_id = substr($1, 6)`,
      [streamId, state.agentId, JSON.stringify(taskRowOf(state).proposals)],
    )
    await withdrawForgotten(tx, streamId, state)
    await putBackClaims(tx, streamId, await entriesOfStream(tx, streamId))
  })
}
