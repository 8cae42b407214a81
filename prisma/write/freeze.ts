import { inTransaction, type Pool } from '../client.ts'
import { reconcileTask } from './ledger.ts'
import { wake } from './wake.ts'

/** Takes the stream from whoever forked it, and says so; an operator settles it. */
export async function freeze(pool: Pool, streamId: string, message: string): Promise<void> {
  const fact = {
    type: 'task_frozen',
    at: new Date().toISOString(),
    actor: 'system:reconciler',
    body: { code: 'ledger_fork', message },
  } as const
  await inTransaction(pool, (tx) => reconcileTask(tx, streamId, [fact]))
  wake(pool, 'ledger')
}
