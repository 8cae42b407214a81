import type { RepairOutcome, SecondLook } from '#domain/drift/repair.ts'
import { actorOf, partsOfActor } from '#domain/ledger/actor.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { operatorCan, type Role } from '#domain/operator/permissions.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { lockFinding, recordFinding } from './finding-row.ts'

interface Asked {
  findingId: string
  intentId: string
  at: string
}

const actor = actorOf('system', 'reconciler')

/** Whether this repair is still asked for, by somebody who may. Where they may not it is recorded as failed. */
export async function mayRepair(pool: Pool, asked: Asked): Promise<boolean> {
  const isWanted = await inTransaction(pool, async (tx) => {
    const finding = await lockFinding(tx, asked.findingId)
    if (finding?.status !== 'repairing' || finding.repair?.intentId !== asked.intentId) return false
    if (await isAllowed(tx, asked.intentId)) return true
    const detail = 'Whoever asked for it may not settle findings any more.'
    await recordFinding(tx, asked.findingId, finding, failed(asked, detail), 'reconciler')
    return false
  })
  wake(pool, 'ledger')
  return isWanted
}

async function isAllowed(tx: Tx, intentId: string): Promise<boolean> {
  const { rows } = await tx.query<{ actor: string }>('select actor from intent where id = $1', [intentId])
  const { kind, id } = partsOfActor(rows[0]?.actor ?? '')
  const found = await tx.query<{ role: Role }>(
    'select role from "user" where id = $1 and "removedAt" is null',
    [id],
  )
  const role = found.rows[0]?.role
  return kind === 'operator' && role !== undefined && operatorCan(role, 'settleFinding')
}

const failed = ({ intentId, at }: Asked, detail: string): Fact => ({
  type: 'finding_repair_failed',
  at,
  actor,
  body: { intentId, detail },
})

export interface EndedRepair extends Asked {
  outcome: RepairOutcome
  second: SecondLook
}

/** What became of a repair. Only the one that is asked for now is written down, and only once. */
export async function settleRepair(pool: Pool, ended: EndedRepair): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { findingId, intentId } = ended
    const finding = await lockFinding(tx, findingId)
    if (finding?.status !== 'repairing' || finding.repair?.intentId !== intentId) return
    await recordFinding(tx, findingId, finding, factOf(ended), 'reconciler')
  })
  wake(pool, 'ledger')
}

/** Put right without being asked. Nobody has decided it meanwhile, or it counts for nothing. */
export async function recordMend(
  pool: Pool,
  { findingId, at, outcome, second }: Omit<EndedRepair, 'intentId'>,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const finding = await lockFinding(tx, findingId)
    if (finding?.status !== 'open') return
    const body = { detail: outcome.detail, seen: second.seen }
    await recordFinding(tx, findingId, finding, { type: 'finding_mended', at, actor, body }, 'reconciler')
  })
  wake(pool, 'ledger')
}

function factOf(ended: EndedRepair): Fact {
  const { intentId, at, outcome, second } = ended
  if (second.isRight) {
    const body = { intentId, detail: outcome.detail, seen: second.seen }
    return { type: 'finding_repaired', at, actor, body }
  }
  if (outcome.outcome === 'refused') return failed(ended, outcome.detail)
  const there = second.seen?.line ?? 'nothing'
  return failed(ended, `${outcome.detail} A second look found it wrong all the same: ${there}`)
}
