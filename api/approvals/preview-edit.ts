import type { Edit } from '#domain/approval/approval-rules.ts'
import { needOf } from '#domain/approval/approval-rules.ts'
import { edited, refusalOfDecision } from '#domain/approval/edit.ts'
import { riskOf } from '#domain/approval/risk-rules.ts'
import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { effectOf } from '#domain/policy/effect-of-rules.ts'
import { firstThere } from '#prisma/read/allowed-before.ts'
import type { ApprovalDetail } from '#prisma/read/approvals.ts'
import { askedOf } from '#prisma/read/asked.ts'
import { editTerms } from '#prisma/read/edit-terms.ts'
import type { Source } from '#prisma/read/source.ts'
import type { OperatorCaller } from '../http/mount.ts'

/** What a proposal would be with these parameters, by the rules that its decision is held to. Writes nothing; throws Refused. */
export async function previewOf(
  { pool }: Source,
  approval: ApprovalDetail,
  operator: OperatorCaller,
  edit: Edit,
) {
  const { proposal, requestedBy, taskStatus, isEnding, like, decidedByName } = approval
  const { given, now } = await editTerms(pool, approval)
  const wanted = edited(proposal, edit, given)
  const { tool, hash, effectClass, parameters } = wanted
  const needs = needOf(wanted, await askedOf(pool, now, wanted))
  const decision = { proposalId: proposal.proposalId, verdict: 'approved', reason: '', hash, edit } as const
  const refusal = refusalOfDecision(proposal, wanted, decision, {
    ...{ role: operator.role, at: new Date().toISOString(), taskStatus, isEnding, needs },
    ...{ actor: actorOf('operator', operator.id), requestedBy },
    ...(decidedByName && { decidedByName }),
  })
  if (refusal) throw new Refused(refusal.code, refusal.message)
  const first = await firstThere(pool, [{ id: approval.id, tool, effectClass, parameters }])
  const standing = { isWhole: true, isFirst: like === null, isFirstThere: first.has(approval.id) }
  const risk = riskOf({ tool, effectClass, parameters, needs }, standing)
  return {
    parameters,
    hash,
    effectClass,
    needs,
    amountUsd: effectOf(tool, parameters).amountUsd,
    risk,
  }
}
