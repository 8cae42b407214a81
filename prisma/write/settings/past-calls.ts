import { oddCallFound } from '#domain/drift/gate-plugin-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { PastCall } from '#domain/run/changed-call.ts'
import { inTransaction, type Pool } from '../../client.ts'
import { wake } from '../wake.ts'
import { recordFoundWithin } from './looks.ts'

const behind = { title: 'no open task of Front Office', projectId: null }

/** A call that did not run as the gate let it pass, and that no run of a task is behind: a finding of its executor. Told twice one. */
export async function recordPastCall(pool: Pool, executorId: string, call: PastCall): Promise<void> {
  const at = new Date().toISOString()
  const look = { lookedAt: at, at, scope: executorId, by: actorOf('executor', executorId) }
  await inTransaction(pool, (tx) => recordFoundWithin(tx, look, oddCallFound(call, behind, sha256Hex)))
  wake(pool, 'ledger')
}
