import { taskStreamId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { reconcileTask } from '../ledger.ts'
import { wake } from '../wake.ts'

export type TurnedAway = FactOf<'decision_turned_away'>

/** Somebody who keeps pressing the button is told no each time, and fills no ledger with it. */
const mostOfOne = 20

/** Says in the task's own story who tried to decide, what, and why that counts for nothing. Its run keeps the stream. */
export async function recordTurnedAway(pool: Pool, taskId: string, fact: TurnedAway): Promise<void> {
  await inTransaction(pool, async (tx) => {
    if ((await triesOf(tx, taskId, fact)) >= mostOfOne) return
    await reconcileTask(tx, { streamId: taskStreamId(taskId), facts: [fact], as: 'note', writer: 'api' })
  })
  wake(pool, 'ledger')
}

async function triesOf(tx: Tx, taskId: string, { type, actor, body }: TurnedAway): Promise<number> {
  const { rows } = await tx.query<{ tries: number }>({
    name: 'tries-turned-away',
    text: `select count(*)::int as tries from entry
            where stream_id = $1 and type = $2 and actor = $3 and body->>'proposalId' = $4`,
    values: [taskStreamId(taskId), type, actor, body.proposalId],
  })
  return rows[0]?.tries ?? 0
}
