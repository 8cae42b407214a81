import { z } from 'zod'
import { ProposalState, ProposalStatus } from '#domain/task/task.ts'
import { routes, Text } from '../http/contract.ts'

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
    /** Why this operator may not decide, as a sentence; null where they may. */
    refusal: z.string().nullable(),
    isPractice: z.boolean(),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof Approval>

const params = z.strictObject({
  proposalId: z.string().regex(/^p_[0-9a-f]{24}$/, 'is not the id of a proposal'),
})

export const approvalsContract = routes({
  listApprovals: {
    method: 'get',
    path: '/approvals',
    summary: 'Proposals, oldest first',
    auth: 'operator',
    query: z.strictObject({
      status: ProposalStatus.default('pending'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
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
    body: z
      .strictObject({
        verdict: z.enum(['approved', 'rejected']),
        /** Reaches the agent when rejected. */
        reason: Text(2_000, 0).default(''),
        hash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a sha256'),
      })
      .meta({ id: 'Decision' }),
    status: 202,
    response: z.strictObject({ intentId: z.string(), isDecided: z.boolean() }).meta({
      id: 'DecisionRecorded',
      description: 'isDecided: the workflow has recorded it within two seconds',
    }),
  },
})
