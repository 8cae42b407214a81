import { Refused } from '#domain/errors.ts'
import { policyStreamId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Scope } from '#domain/policy/scope.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import type { By } from './by-operator.ts'
import { lockedDeciders } from './deciders.ts'
import { recordWithin } from './setting.ts'

export interface PolicyScope {
  scopeId: string
  scope: Scope
  /** Of the project, or of the agent's; null for the portfolio. */
  projectId: string | null
}

export interface PolicyChange {
  document: PolicyDocument
  note: string
  /** The one that the document was made from; 0 for none. */
  version: number
}

/** Throws where a change must not be. Until the end no other policy changes and none of the deciders goes. */
export type Refuse = (tx: Tx, deciders: number) => Promise<void>

/**
 * A new version, whole. Runs that are due take the row's lock: after it none starts on the old one. Throws Refused
 * policy_changed where somebody else was faster, so that no change is lost.
 */
export async function changePolicy(
  pool: Pool,
  { scopeId, scope, projectId }: PolicyScope,
  { document, note, version }: PolicyChange,
  { operatorId, at }: By,
  refuse: Refuse = async () => {},
): Promise<void> {
  const streamId = policyStreamId(scopeId)
  await inTransaction(pool, async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtextextended('policies', 0))")
    const current = await lockedVersion(tx, streamId, scopeId, projectId)
    if (current !== version) {
      const message = `It was changed meanwhile: it is at version ${current}. Read it again, then change that.`
      throw new Refused('policy_changed', message)
    }
    await refuse(tx, await lockedDeciders(tx))
    const body = { scope, version: version + 1, document, note }
    const fact: Fact = { type: 'policy_changed', at, actor: actorOf('operator', operatorId), body }
    await recordWithin(tx, { streamId, projectId, writer: 'api', fact }, (within) =>
      within.query(
        `insert into policy (scope_id, scope, version, document, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (scope_id) do update set version = excluded.version, document = excluded.document,
           changed_at = excluded.changed_at`,
        [scopeId, scope, body.version, document, at],
      ),
    )
  })
  wake(pool, 'ledger')
}

async function lockedVersion(
  tx: Tx,
  streamId: string,
  scopeId: string,
  projectId: string | null,
): Promise<number> {
  await tx.query('insert into stream (id, project_id) values ($1, $2) on conflict do nothing', [
    streamId,
    projectId,
  ])
  await tx.query('select 1 from stream where id = $1 for update', [streamId])
  const { rows } = await tx.query<{ version: number }>('select version from policy where scope_id = $1', [
    scopeId,
  ])
  return rows[0]?.version ?? 0
}
