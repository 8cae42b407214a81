import { operatorStreamId } from '#domain/ids.ts'
import type { Acknowledged } from '#domain/ledger/acknowledged.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { anchorProblem } from '#domain/ledger/anchor.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool } from '../../client.ts'
import { type NotedHead, notedHeads } from '../../read/anchors.ts'
import { ledgerAt } from '../anchors.ts'
import { wake } from '../wake.ts'
import { recordWithin } from './setting.ts'

/**
 * An operator says that the ledger was put back to an older moment. Recorded where heads were noted outside of the
 * database that it does not go through any more, once; answers those heads, and where the ledger ends.
 */
export async function acknowledgeRestore(
  pool: Pool,
  { operatorId, at }: { operatorId: string; at: string },
): Promise<Acknowledged> {
  const gone = await goneHeads(pool)
  const { head } = await ledgerAt(pool, 0)
  const body: Acknowledged = { ...head, gone }
  if (gone.length === 0) return body
  const fact: Fact = { type: 'restore_acknowledged', at, actor: actorOf('operator', operatorId), body }
  const streamId = operatorStreamId(operatorId)
  await inTransaction(pool, (tx) =>
    recordWithin(tx, { streamId, projectId: null, writer: 'api', fact }, async () => {}),
  )
  wake(pool, 'ledger')
  return body
}

async function goneHeads(pool: Pool): Promise<Acknowledged['gone']> {
  const gone: NotedHead[] = []
  for (const noted of await notedHeads(pool)) {
    const { head, hashThere } = await ledgerAt(pool, noted.position)
    if (anchorProblem(noted, { position: head.position, hashThere })) gone.push(noted)
  }
  return gone
}
