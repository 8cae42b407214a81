import type { MirroredKind } from '#domain/drift/finding.ts'
import { isStanding, type Verdict, verdictRefusal } from '#domain/drift/finding-rules.ts'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { Refused } from '#domain/errors.ts'
import { findingStreamId, ownScope } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import type { By } from './by-operator.ts'
import { insertDriftIntent } from './drift-intents.ts'
import { holdExecutor } from './executor-tokens.ts'
import { lockFinding, recordFinding } from './finding-row.ts'
import { adoptMirror, dropMirror, type MirrorBy } from './mirror-row.ts'

export interface FindingDecision {
  findingId: string
  intentId: string
  verdict: Verdict
  /** Hash of the other side as whoever decides saw it. */
  seen: string | null
  reason: string
  until: string | null
}

/** Throws Refused: not_found, finding_settled, finding_by_hand, finding_changed, executor_retired. */
export async function decideFinding(pool: Pool, decision: FindingDecision, by: By): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const finding = await lockFinding(tx, decision.findingId)
    if (!finding) throw new Refused('not_found', 'There is no such finding.')
    if (isRepeat(finding, decision)) return
    refuseWrong(finding, decision, by.at)
    const who = { at: by.at, actor: actorOf('operator', by.operatorId) }
    await settlers[decision.verdict](tx, finding, decision, who)
  })
  wake(pool, 'ledger')
  if (decision.verdict === 'repair') wake(pool, 'intents')
}

type Who = { at: string; actor: string }

/** The same decision again changes nothing. */
const isRepeat = ({ status, repair, reason, until }: FindingState, decision: FindingDecision) =>
  (decision.verdict === 'repair' && repair?.intentId === decision.intentId) ||
  (decision.verdict === 'adopt' && status === 'adopted' && reason === decision.reason) ||
  (decision.verdict === 'ignore' &&
    status === 'ignored' &&
    reason === decision.reason &&
    until === decision.until)

function refuseWrong(finding: FindingState, { verdict, seen }: FindingDecision, at: string): void {
  const refusal = verdictRefusal(finding, verdict, at)
  if (refusal) throw new Refused(refusal.code, refusal.message)
  if (isStanding(finding) && seen !== (finding.theirs?.hash ?? null))
    throw new Refused('finding_changed', 'It changed since you read it. Read it again, then decide.')
}

async function adopt(tx: Tx, finding: FindingState, { findingId, reason }: FindingDecision, who: Who) {
  const { kind, subject, theirs, scope } = finding
  const adopted = theirs && { hash: theirs.hash, line: theirs.line }
  const fact = { ...who, type: 'finding_adopted', body: { reason, adopted } } as const
  await recordFinding(tx, findingId, finding, fact, 'api')
  const mirrored = { kind: kind as MirroredKind, subject }
  const by: MirrorBy = { ...who, executorId: scope, writer: 'api' }
  if (theirs === null && kind !== 'agent_file') return dropMirror(tx, mirrored, by)
  const isPassing = kind === 'permission' || isOneShot(theirs?.text)
  const change = { ...mirrored, owner: 'gateway' as const, isPassing, side: theirs }
  await adoptMirror(tx, change, by)
}

/** A job that runs once is gone after it. A permission that is gone is missed by nobody. */
function isOneShot(text: string | null | undefined): boolean {
  try {
    return JSON.parse(text ?? '{}')?.schedule?.kind === 'at'
  } catch {
    return false
  }
}

async function ignore(tx: Tx, finding: FindingState, decision: FindingDecision, who: Who) {
  const { findingId, reason, until } = decision
  await recordFinding(
    tx,
    findingId,
    finding,
    { ...who, type: 'finding_ignored', body: { reason, until } },
    'api',
  )
}

type AskedRepair = Pick<FindingDecision, 'findingId' | 'intentId'>

/** A workflow carries it out and looks again; until then it is being repaired. Throws Refused executor_retired. */
export async function repair(
  tx: Tx,
  finding: FindingState,
  { findingId, intentId }: AskedRepair,
  who: Who,
): Promise<void> {
  await refuseRetired(tx, finding.scope)
  const fact = { ...who, type: 'finding_repair_requested', body: { intentId } } as const
  await recordFinding(tx, findingId, finding, fact, 'api')
  const intent = { id: intentId, command: 'repairFinding' as const, actor: who.actor, body: { findingId } }
  await insertDriftIntent(tx, findingStreamId(findingId), intent)
}

/** Nobody is there to carry it out: it would be under way for ever. */
async function refuseRetired(tx: Tx, scope: string): Promise<void> {
  if (scope === ownScope || (await holdExecutor(tx, scope))) return
  const message = `${scope} is retired: nothing can be repaired there. Ignore it with a reason.`
  throw new Refused('executor_retired', message)
}

const settlers = { repair, adopt, ignore } satisfies Record<Verdict, unknown>
