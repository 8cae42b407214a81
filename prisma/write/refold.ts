import { inTransaction, type Pool } from '../client.ts'
import { lockStream } from './entry-rows.ts'
import { refoldTask } from './ledger.ts'
import { withdrawForgotten } from './task-row.ts'

/**
 * Writes a task's rows from its entries again, behind the lock of its stream: the one way in which a row is written
 * without an entry, since nothing happened.
 */
export async function refold(pool: Pool, streamId: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await lockStream(tx, streamId)
    const state = await refoldTask(tx, streamId)
    // What no entry ever changes, and so no append writes again.
    await tx.query(
      `update task set project_id = $2, agent_id = $3, executor_id = $4, title = $5, created_at = $6
        where id = substr($1, 6)`,
      [streamId, state.projectId, state.agentId, state.executorId, state.title, state.requestedAt],
    )
    await withdrawForgotten(tx, streamId, state)
  })
}
