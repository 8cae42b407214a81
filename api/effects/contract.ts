import { z } from 'zod'
import { scopes } from '#domain/policy/policy-document.ts'
import { ProposalState, ProposalStatus } from '#domain/task/task.ts'
import { AgentId } from '../agents/contract.ts'
import { ProposalId } from '../approvals/contract.ts'
import { At, routes } from '../http/contract.ts'
import { Entry } from '../ledger/contract.ts'
import { ProjectId } from '../projects/contract.ts'
import { TaskId } from '../tasks/contract.ts'

export const EffectRow = z
  .strictObject({
    id: ProposalId,
    taskId: TaskId,
    taskTitle: z.string(),
    projectId: ProjectId,
    projectName: z.string(),
    agentId: AgentId,
    agentName: z.string(),
    proposal: ProposalState,
    isPractice: z.boolean(),
  })
  .meta({ id: 'EffectRow' })
export type EffectRow = z.infer<typeof EffectRow>

const told = { actor: z.string(), actorName: z.string(), at: At }

export const Effect = EffectRow.extend({
  /** The run that asked; null where its task was not begun here. */
  run: z.strictObject({ stepId: z.string(), runId: z.string(), executorId: z.string() }).nullable(),
  /** The versions that held when it was asked for; a scope that had none is not there. */
  policies: z.array(z.strictObject({ scope: z.enum(scopes), scopeId: z.string(), version: z.int(), at: At })),
  timesAsked: z.int(),
  agreements: z.array(
    z.strictObject({
      ...told,
      verdict: z.enum(['approved', 'rejected']),
      reason: z.string(),
      hash: z.string(),
      /** The same as of what was asked for. */
      isSameHash: z.boolean(),
    }),
  ),
  /** Decisions that did not count, and second permissions that were not given. */
  declined: z.array(z.strictObject({ ...told, words: z.string() })),
  givenOut: z.array(z.strictObject({ at: At, grantId: z.string() })),
  outcomes: z.array(
    z.strictObject({
      ...told,
      kind: z.enum(['performed', 'failed', 'uncertain']),
      evidence: z.string(),
      isByPerson: z.boolean(),
    }),
  ),
  /** Null: nobody knows. */
  timesPerformed: z.int().nullable(),
  /** All that names it, oldest first. */
  entries: z.array(Entry),
}).meta({ id: 'Effect' })
export type Effect = z.infer<typeof Effect>

export const effectsContract = routes({
  listEffects: {
    method: 'get',
    path: '/effects',
    summary: 'What agents wanted to do outside, the last one asked for first',
    auth: 'operator',
    query: z.strictObject({
      projectId: ProjectId.optional(),
      status: ProposalStatus.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: ProposalId.optional(),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(EffectRow), next: ProposalId.nullable() }),
  },
  getEffect: {
    method: 'get',
    path: '/effects/{proposalId}',
    summary:
      'One effect: who asked for what, under which policy, who agreed to which hash, how often it was done',
    auth: 'operator',
    params: z.strictObject({ proposalId: ProposalId }),
    status: 200,
    response: Effect,
  },
})
