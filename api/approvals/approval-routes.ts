import { decisionRefusal } from '#domain/approval/approval-rules.ts'
import { countingOf, killHold } from '#domain/kill-switch/kill-switch-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { type ApprovalDetail, listApprovals } from '#prisma/read/approvals.ts'
import { shownSwitches, switchesOf } from '#prisma/read/kill-switches.ts'
import type { Source } from '#prisma/read/source.ts'
import { requireAction } from '../auth/permission.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { approvalsContract } from './contract.ts'
import { decide } from './decide.ts'
import { decideEach, foundApproval } from './decide-each.ts'
import { previewOf } from './preview-edit.ts'
import { requireDecider } from './turn-away.ts'

export function approvalRoutes(to: Mount, source: Source): void {
  const { pool } = source
  mount(to, approvalsContract, {
    async listApprovals({ operator, query: { ids, ...query } }) {
      const approvals = await listApprovals(pool, { ...query, ids: ids?.split(',') })
      return { items: await withRefusals(pool, approvals, operator) }
    },

    async getApproval({ operator, params }) {
      const approval = await foundApproval(pool, params.proposalId)
      return withRefusal(approval, operator, killHold(await switchesOf(pool, approval)))
    },

    async decideApproval({ operator, params, body, req }) {
      await requireDecider(source, operator, [{ ...params, ...body }])
      const approval = await foundApproval(pool, params.proposalId)
      const intentId = idOfRequest('intent', operator.id, req)
      return decide(source, { operator, intentId, approval, decision: { ...params, ...body } })
    },

    async previewEdit({ operator, params, body }) {
      requireAction(operator, 'decideApproval')
      return previewOf(source, await foundApproval(pool, params.proposalId), operator, body)
    },

    async decideApprovals({ operator, body, req }) {
      await requireDecider(source, operator, body.decisions)
      return decideEach(source, { operator, req, decisions: body.decisions })
    },
  })
}

async function withRefusals(pool: Source['pool'], approvals: ApprovalDetail[], operator: OperatorCaller) {
  const switches = await shownSwitches(pool)
  return approvals.map((approval) =>
    withRefusal(approval, operator, killHold(countingOf(switches, approval))),
  )
}

/** With the sentence that a disabled button shows: why this operator may not decide it now. */
function withRefusal(
  { taskStatus, isEnding, ...approval }: ApprovalDetail,
  { id, role }: OperatorCaller,
  stop: { reason: string } | null,
) {
  const { proposal, decidedByName, requestedBy } = approval
  const wouldBe = {
    proposalId: proposal.proposalId,
    verdict: 'approved',
    reason: '',
    hash: proposal.hash,
  } as const
  const actor = actorOf('operator', id)
  const at = new Date().toISOString()
  const by = {
    ...{ role, at, actor, taskStatus, isEnding, requestedBy, needs: approval.asked.needs },
    ...(decidedByName && { decidedByName }),
    ...(stop && { stopped: stop.reason }),
  }
  return { ...approval, refusal: decisionRefusal(proposal, wouldBe, by)?.message ?? null }
}
