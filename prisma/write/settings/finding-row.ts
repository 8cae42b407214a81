import { isStanding } from '#domain/drift/finding-rules.ts'
import { applyFindingEntry, type FindingState } from '#domain/drift/finding-state.ts'
import { findingStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Tx } from '../../client.ts'
import { recordWithin, type Setting } from './setting.ts'

/** The finding behind a lock, or null where it was never found. */
export async function lockFinding(tx: Tx, findingId: string): Promise<FindingState | null> {
  // Two that find it for the first time at once have no row to wait at.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [findingStreamId(findingId)])
  const { rows } = await tx.query<{ state: FindingState }>('select state from finding where id = $1', [
    findingId,
  ])
  return rows[0]?.state ?? null
}

/** Records a fact of a finding that is locked, and answers the state it is in then. */
export async function recordFinding(
  tx: Tx,
  findingId: string,
  before: FindingState | null,
  fact: Fact,
  writer: Setting['writer'],
): Promise<FindingState> {
  const state = applyFindingEntry(before, fact)
  const setting = { streamId: findingStreamId(findingId), projectId: state.projectId, writer, fact }
  await recordWithin(tx, setting, (within) =>
    within.query(
      `insert into finding (id, scope, project_id, kind, status, since, first_seen, state)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (id) do update set status = excluded.status, since = excluded.since, state = excluded.state`,
      [
        findingId,
        state.scope,
        state.projectId,
        state.kind,
        state.status,
        state.since,
        state.firstSeen,
        state,
      ],
    ),
  )
  return state
}

/** Nobody looks there any more: what stands in a scope is settled, a repair that is under way too. */
export async function settleFindingsOf(
  tx: Tx,
  scope: string,
  { reason, ...by }: { reason: string; at: string; actor: string },
): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from finding where scope = $1 and status in ('open', 'repairing', 'ignored') order by id`,
    [scope],
  )
  for (const { id } of rows) {
    const finding = await lockFinding(tx, id)
    const fact: Fact = { ...by, type: 'finding_gone', body: { seen: null, reason } }
    if (finding && isStanding(finding)) await recordFinding(tx, id, finding, fact, 'api')
  }
}
