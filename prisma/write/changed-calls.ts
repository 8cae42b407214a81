import { oddCallFound } from '#domain/drift/gate-plugin-rules.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Tx } from '../client.ts'
import { recordFoundWithin } from './settings/looks.ts'
import type { StreamChange } from './workflow-stream.ts'

/**
 * A call that ran otherwise than it was let pass is a finding of its executor, in the transaction that records it. It goes
 * by a look that sees no other plugin at the gate; what had not been let pass at all goes by nothing but a person's word.
 */
export async function keepChanged(
  tx: Tx,
  { after, facts }: Pick<StreamChange<TaskState>, 'after' | 'facts'>,
): Promise<void> {
  const { executorId: scope } = after
  if (!scope) return
  for (const fact of facts) {
    if (fact.type !== 'call_changed') continue
    const at = new Date().toISOString()
    const found = oddCallFound({ ...fact.body, at: fact.at }, after, sha256Hex)
    await recordFoundWithin(tx, { lookedAt: at, at, scope, by: fact.actor }, found)
  }
}
