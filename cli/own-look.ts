import { setTimeout as sleep } from 'node:timers/promises'
import { executorsContract } from '#api/executors/contract.ts'
import { type FindingRow, findingsContract, type Look } from '#api/findings/contract.ts'
import { ownScope } from '#domain/ids.ts'
import { NotTaken, type Session } from './session.ts'

const patienceMs = 120_000
const tickMs = 300

const ownLook = async (session: Session) =>
  (await session.get(findingsContract.listFindings, { limit: 1 })).looks.find(
    ({ scope }) => scope === ownScope,
  )

/** What a look at Front Office itself that is asked for now has compared; `isOnly` leaves what it finds as it is. */
export async function looked(
  session: Session,
  { isOnly = false } = {},
): Promise<NonNullable<Look['compared']>> {
  const before = (await ownLook(session))?.lookedAt ?? ''
  const [executor] = (await session.get(executorsContract.listExecutors)).items
  if (!executor) throw new Error('No executor is registered here, so nothing was ever begun.')
  const params = { executorId: executor.id }
  await session.send(findingsContract.lookNow, { params, query: { only: isOnly } })
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(tickMs)) {
    const look = await ownLook(session)
    if (look?.compared && (look.lookedAt ?? '') > before) return look.compared
  }
  throw new Error('No look came within two minutes. Does the control worker run, and does Temporal answer?')
}

/** By the operator's word. It may have been put right since, or somebody else asks for it at this moment. */
export async function askRepair(session: Session, findingId: string): Promise<void> {
  const { theirs, status } = await session.get(findingsContract.getFinding, {}, { findingId })
  if (status !== 'open') return
  const body = { verdict: 'repair' as const, seen: theirs?.hash ?? null }
  await session.send(findingsContract.decideFinding, { params: { findingId }, body }).catch((error) => {
    if (!(error instanceof NotTaken && error.status === 409)) throw error
  })
}

/** What became of a repair, once it is known. */
export async function repaired(session: Session, findingId: string): Promise<FindingRow> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(tickMs)) {
    const finding = await session.get(findingsContract.getFinding, {}, { findingId })
    if (finding.status !== 'repairing') return finding
    if (Date.now() > deadline) throw new Error(`Nothing was heard of the repair of ${finding.subject.name}.`)
  }
}
