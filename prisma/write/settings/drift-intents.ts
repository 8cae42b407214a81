import type { DriftIntent } from '#domain/drift/drift-intent.ts'
import { driftCommands } from '#domain/drift/drift-intent.ts'
import type { Tx } from '../../client.ts'

/** For the transaction of the entry that says it was asked; whose stream is there and locked. */
export async function insertDriftIntent(tx: Tx, streamId: string, intent: DriftIntent): Promise<void> {
  const { id, command, actor, body } = intent
  driftCommands[command].parse(body)
  await tx.query(
    `with next as (update stream set intent_seq = intent_seq + 1 where id = $2 returning intent_seq)
     insert into intent (id, workflow_id, intent_seq, command, actor, body)
     select $1, $2, intent_seq, $3, $4, $5 from next`,
    [id, streamId, command, actor, body],
  )
}
