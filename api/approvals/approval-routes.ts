import { decisionRefusal } from '#domain/approval/approval-rules.ts'
import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { type ApprovalDetail, approvalById, listApprovals } from '#prisma/read/approvals.ts'
import type { Source } from '#prisma/read/source.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { approvalsContract } from './contract.ts'
import { decide } from './decide.ts'

export function approvalRoutes(to: Mount, source: Source): void {
  const { pool } = source
  mount(to, approvalsContract, {
    async listApprovals({ operator, query }) {
      return {
        items: (await listApprovals(pool, query)).map((approval) => withRefusal(approval, operator)),
      }
    },

    async getApproval({ operator, params }) {
      return withRefusal(await foundApproval(pool, params.proposalId), operator)
    },

    async decideApproval({ operator, params, body, req }) {
      requireAction(operator, 'decideApproval')
      const approval = await foundApproval(pool, params.proposalId)
      return decide(source, { operator, req, approval, decision: { ...params, ...body } })
    },
  })
}

async function foundApproval(pool: Source['pool'], proposalId: string): Promise<ApprovalDetail> {
  const approval = await approvalById(pool, proposalId)
  if (!approval) throw new Refused('not_found', 'There is no such proposal.')
  return approval
}

/** With the sentence that a disabled button shows: why this operator may not decide it now. */
function withRefusal({ requestedBy, taskStatus, ...approval }: ApprovalDetail, { id, role }: OperatorCaller) {
  const { proposal, decidedByName } = approval
  const wouldBe = {
    proposalId: proposal.proposalId,
    verdict: 'approved',
    reason: '',
    hash: proposal.hash,
  } as const
  const actor = actorOf('operator', id)
  const at = new Date().toISOString()
  const by = { role, at, actor, taskStatus, requestedBy, ...(decidedByName && { decidedByName }) }
  return { ...approval, refusal: decisionRefusal(proposal, wouldBe, by)?.message ?? null }
}
