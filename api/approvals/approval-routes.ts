import { decisionRefusal } from '#domain/approval/approval-rules.ts'
import { Refused } from '#domain/errors.ts'
import { countingOf, killHold } from '#domain/kill-switch/kill-switch-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { type ApprovalDetail, approvalById, listApprovals } from '#prisma/read/approvals.ts'
import { shownSwitches, switchesOf } from '#prisma/read/kill-switches.ts'
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
        items: await withRefusals(pool, await listApprovals(pool, query), operator),
      }
    },

    async getApproval({ operator, params }) {
      const approval = await foundApproval(pool, params.proposalId)
      return withRefusal(approval, operator, killHold(await switchesOf(pool, approval)))
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

async function withRefusals(pool: Source['pool'], approvals: ApprovalDetail[], operator: OperatorCaller) {
  const switches = await shownSwitches(pool)
  return approvals.map((approval) =>
    withRefusal(approval, operator, killHold(countingOf(switches, approval))),
  )
}

/** With the sentence that a disabled button shows: why this operator may not decide it now. */
function withRefusal(
  { requestedBy, taskStatus, ...approval }: ApprovalDetail,
  { id, role }: OperatorCaller,
  stop: { reason: string } | null,
) {
  const { proposal, decidedByName } = approval
  const wouldBe = {
    proposalId: proposal.proposalId,
    verdict: 'approved',
    reason: '',
    hash: proposal.hash,
  } as const
  const actor = actorOf('operator', id)
  const at = new Date().toISOString()
  const by = {
    ...{ role, at, actor, taskStatus, requestedBy },
    ...(decidedByName && { decidedByName }),
    ...(stop && { stopped: stop.reason }),
  }
  return { ...approval, refusal: decisionRefusal(proposal, wouldBe, by)?.message ?? null }
}
