import { z } from 'zod'
import { mostAtOnce } from '#domain/approval/bulk-rules.ts'
import { RiskFound } from '#domain/approval/risk.ts'
import { Approvers, EffectClass } from '#domain/policy/policy.ts'
import { Parameters } from '#domain/run/run.ts'
import { ProposalState, ProposalStatus } from '#domain/task/task.ts'
import { routes, Text } from '../http/contract.ts'

/** How much harm a yes may do, and why that is not less. */
export const Risk = RiskFound.meta({ id: 'Risk' })

export const Approval = z
  .strictObject({
    id: z.string(),
    taskId: z.string(),
    taskTitle: z.string(),
    projectId: z.string(),
    projectName: z.string(),
    agentId: z.string(),
    agentName: z.string(),
    proposal: ProposalState,
    decidedByName: z.string().nullable(),
    /** Whose wish the task is, as an actor: of a runbook’s task who started its run. */
    requestedBy: z.string(),
    /** Why this operator may not decide, as a sentence; null where they may. */
    refusal: z.string().nullable(),
    isPractice: z.boolean(),
    /** Nothing of its parameters is masked in the record. */
    isWhole: z.boolean(),
    /** The last call of this tool that its agent was allowed: what this one is read against. Null: it is the first. */
    like: z
      .strictObject({
        taskId: z.string(),
        decidedAt: z.string(),
        hash: z.string(),
        parameters: Parameters,
        isWhole: z.boolean(),
      })
      .nullable(),
    risk: Risk,
    /** Who must agree: while it waits also by what the policy says now. `risk`: by which it asks for that; null: by what it does. */
    asked: z.strictObject({ needs: Approvers, risk: Risk.nullable() }),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof Approval>

export const ProposalId = z.string().regex(/^p_[0-9a-f]{24}$/, 'is not the id of a proposal')
const params = z.strictObject({ proposalId: ProposalId })

const decision = {
  verdict: z.enum(['approved', 'rejected']),
  /** Reaches the agent when rejected. */
  reason: Text(2_000, 0).default(''),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a sha256'),
}

const Edit = z
  .strictObject({
    /** The hash of the parameters that were seen. */
    from: decision.hash,
    parameters: Parameters,
  })
  .meta({ id: 'Edit', description: 'Parameters to approve in place of those that were asked for' })

/** What a proposal would be with other parameters. */
export const EditPreview = z
  .strictObject({
    /** As they were read, which is what the hash is of: without what the record cannot keep. */
    parameters: Parameters,
    hash: z.string(),
    effectClass: EffectClass,
    needs: Approvers,
    /** US dollars; null: they do not say it plainly. */
    amountUsd: z.number().nullable(),
    risk: Risk,
  })
  .meta({ id: 'EditPreview' })
export type EditPreview = z.infer<typeof EditPreview>

/** Each proposal is decided by itself: one that is refused holds up no other. */
export const Decided = z
  .strictObject({
    done: z.array(z.strictObject({ proposalId: z.string(), intentId: z.string(), isDecided: z.boolean() })),
    refused: z.array(z.strictObject({ proposalId: z.string(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'Decided' })
export type Decided = z.infer<typeof Decided>

export const approvalsContract = routes({
  listApprovals: {
    method: 'get',
    path: '/approvals',
    summary: 'Proposals, oldest first',
    auth: 'operator',
    query: z.strictObject({
      status: ProposalStatus.default('pending'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      /** Of these alone, with commas between. */
      ids: z
        .string()
        .regex(/^p_[0-9a-f]{24}(,p_[0-9a-f]{24}){0,199}$/, 'are ids of proposals with commas between')
        .optional(),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(Approval) }),
  },
  getApproval: {
    method: 'get',
    path: '/approvals/{proposalId}',
    summary: 'One proposal with its exact parameters',
    auth: 'operator',
    params,
    status: 200,
    response: Approval,
  },
  decideApproval: {
    method: 'post',
    path: '/approvals/{proposalId}/decision',
    summary: 'Approve or reject exactly this proposal. 409 names who decided before',
    auth: 'operator',
    params,
    /** With `edit`, the hash is that of the edited parameters. */
    body: z.strictObject({ ...decision, edit: Edit.optional() }).meta({ id: 'Decision' }),
    status: 202,
    response: z.strictObject({ intentId: z.string(), isDecided: z.boolean() }).meta({
      id: 'DecisionRecorded',
      description: 'isDecided: the workflow has recorded it within two seconds',
    }),
  },
  previewEdit: {
    method: 'post',
    path: '/approvals/{proposalId}/edit-preview',
    summary:
      'What this proposal would be with other parameters: hash, class, risk and who must agree. Changes nothing',
    auth: 'operator',
    params,
    body: Edit,
    status: 200,
    response: EditPreview,
  },
  decideApprovals: {
    method: 'post',
    path: '/approvals/decisions',
    summary: 'Decide several proposals, each by itself. What is of high risk is refused: it is decided alone',
    auth: 'operator',
    body: z
      .strictObject({
        decisions: z
          .array(z.strictObject({ proposalId: ProposalId, ...decision }))
          .min(1, 'choose at least one')
          .max(mostAtOnce, `choose at most ${mostAtOnce} at once`)
          .refine((all) => new Set(all.map(({ proposalId }) => proposalId)).size === all.length, {
            message: 'name each proposal once',
          }),
      })
      .meta({ id: 'Decisions' }),
    status: 200,
    response: Decided,
  },
})
