import type { Request } from 'express'
import type { Decision } from '#domain/approval/approval-rules.ts'
import { Refused } from '#domain/errors.ts'
import { type ApprovalDetail, approvalById } from '#prisma/read/approvals.ts'
import type { Source } from '#prisma/read/source.ts'
import { idOfRequest } from '../http/idempotency.ts'
import type { OperatorCaller } from '../http/mount.ts'
import type { Decided } from './contract.ts'
import { decide } from './decide.ts'

/** Throws Refused where there is none. */
export async function foundApproval(pool: Source['pool'], proposalId: string): Promise<ApprovalDetail> {
  const approval = await approvalById(pool, proposalId)
  if (!approval) throw new Refused('not_found', 'There is no such proposal.')
  return approval
}

interface Decisions {
  operator: OperatorCaller
  req: Request
  decisions: readonly Decision[]
}

type Answer = Decided['done'][number] | Decided['refused'][number]

/**
 * Each as if it came alone, with an intent of its own; what is refused holds up no other and is told. All at once, because
 * each waits a moment for its workflow. In the order that they were asked in.
 */
export async function decideEach(source: Source, { operator, req, decisions }: Decisions): Promise<Decided> {
  const one = async (decision: Decision): Promise<Answer> => {
    const { proposalId } = decision
    const intentId = idOfRequest('intent', operator.id, req, proposalId)
    try {
      const approval = await foundApproval(source.pool, proposalId)
      const decided = await decide(source, { operator, intentId, approval, decision, isBulk: true })
      return { proposalId, ...decided }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { proposalId, code: error.code, message: error.message }
    }
  }
  const outcome: Decided = { done: [], refused: [] }
  for (const answer of await Promise.all(decisions.map(one))) {
    if ('code' in answer) outcome.refused.push(answer)
    else outcome.done.push(answer)
  }
  return outcome
}
