import { findingIdOf } from '#domain/drift/finding-id.ts'
import { ownScope, taskStreamId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { reconcileTask } from '../ledger.ts'
import { wake } from '../wake.ts'

export type TurnedAway = FactOf<'decision_turned_away'>

/** Somebody who keeps pressing the button is told no each time, and fills no ledger with it. */
const mostOfOne = 20

/**
 * Says in the task's own story who tried to decide, what, and why that counts for nothing. Its run keeps the stream. Not
 * said where the ledger is known to be put back to an older moment: the next numbers are of what is to be put back.
 */
export async function recordTurnedAway(pool: Pool, taskId: string, fact: TurnedAway): Promise<void> {
  await inTransaction(pool, async (tx) => {
    if ((await triesOf(tx, taskId, fact)) >= mostOfOne || (await isPutBack(tx, taskId))) return
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

/** A look found the task's workflow ahead, or the ledger does not go through what is noted of it outside. */
async function isPutBack(tx: Tx, taskId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'put-back',
    text: `select 1 from finding
            where id = $1 and state->>'difference' = 'ahead' and status in ('open', 'repairing', 'ignored')
           union all
           select 1 from anchor a where a.problem is not null and a.position is not null
              and not exists (select from position p where p.position = a.position and encode(p.hash, 'hex') = a.hash)`,
    values: [findingIdOf(ownScope, 'workflow', taskId)],
  })
  return rowCount !== 0
}
