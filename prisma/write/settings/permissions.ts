import type { Side } from '#domain/drift/finding.ts'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import { isStanding, verdictRefusal } from '#domain/drift/finding-rules.ts'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { closingRefusal } from '#domain/drift/permission-rules.ts'
import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import type { By } from './by-operator.ts'
import { lockFinding, recordFinding } from './finding-row.ts'
import { repair } from './findings.ts'
import { adoptMirror } from './mirror-row.ts'

export interface ClosedPermission {
  executorId: string
  key: string
  /** Hash of it as whoever closes it saw it. */
  seen: string
  intentId: string
}

const kind = 'permission'

/**
 * Has a permission taken away on its gateway. One that was adopted is wrong from now on, which makes it a finding under
 * repair; the second look says whether it is gone. Throws Refused: not_found, finding_settled, finding_by_hand, finding_changed.
 */
export async function closePermission(pool: Pool, closed: ClosedPermission, by: By): Promise<void> {
  const { executorId, key, intentId } = closed
  const refusal = closingRefusal(key)
  if (refusal) throw new Refused(refusal.code, refusal.message)
  const findingId = findingIdOf(executorId, kind, key)
  const who = { at: by.at, actor: actorOf('operator', by.operatorId) }
  await inTransaction(pool, async (tx) => {
    const before = await lockFinding(tx, findingId)
    if (before?.repair?.intentId === intentId) return
    const finding =
      before && isStanding(before) ? standing(before, closed, by.at) : await opened(tx, before, closed, who)
    await repair(tx, finding, { findingId, intentId }, who)
  })
  wake(pool, 'ledger')
  wake(pool, 'intents')
}

function standing(finding: FindingState, { seen }: ClosedPermission, at: string): FindingState {
  const refusal = verdictRefusal(finding, 'repair', at)
  if (refusal) throw new Refused(refusal.code, refusal.message)
  refuseOther(finding.theirs, seen)
  return finding
}

function refuseOther(there: Side | null, seen: string): void {
  if (there?.hash !== seen)
    throw new Refused('finding_changed', 'It changed since you read it. Read it again, then decide.')
}

/** It is right from now on that it is not there. */
async function opened(
  tx: Tx,
  before: FindingState | null,
  { executorId, key, seen }: ClosedPermission,
  who: { at: string; actor: string },
): Promise<FindingState> {
  const { rows } = await tx.query<{ name: string; where: string; side: Side | null }>(
    `select name, place as "where", side from mirror where executor_id = $1 and kind = $2 and key = $3 for update`,
    [executorId, kind, key],
  )
  const [held] = rows
  if (!held?.side) throw new Refused('not_found', 'There is no such permission.')
  const { name, where, side } = held
  refuseOther(side, seen)
  const subject = { key, name, where }
  const by = { ...who, executorId, writer: 'api' } as const
  await adoptMirror(tx, { kind, subject, owner: 'front_office', isPassing: true, side: null }, by)
  const both = { difference: 'extra', ours: null, theirs: side } as const
  const findingId = findingIdOf(executorId, kind, key)
  const projectId = before?.projectId ?? null
  return recordFinding(
    tx,
    findingId,
    before,
    before
      ? { ...who, type: 'finding_reopened', body: both }
      : { ...who, type: 'finding_opened', body: { scope: executorId, projectId, kind, subject, ...both } },
    'api',
  )
}
