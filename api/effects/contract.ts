import { z } from 'zod'
import { GrantTarget } from '#domain/grant/grant.ts'
import { PolicyVersion } from '#domain/policy/policy.ts'
import { Parameters } from '#domain/run/run.ts'
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

/** What let an effect pass without anybody being asked. */
const LetPass = z.discriminatedUnion('kind', [
  /** A rule of a policy, as the version that its run was under says it. */
  z.strictObject({
    kind: z.literal('automatic'),
    scope: PolicyVersion.shape.scope,
    scopeId: z.string(),
    /** Of the project or agent; empty for all projects. */
    ownerName: z.string(),
    /** Of the document of that scope; 0: it had none. */
    version: z.int(),
    upToUsd: z.number(),
    sentence: z.string().nullable(),
    writtenAt: At.nullable(),
    writtenByName: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('standing'),
    standingGrantId: z.string(),
    /** The approval that it was made from. */
    fromProposalId: ProposalId,
    target: GrantTarget,
    count: z.int(),
    until: At,
    madeAt: At,
    madeByName: z.string(),
    revokedAt: At.nullable(),
  }),
])

export const Effect = EffectRow.extend({
  /** Who wanted its task; of a task that a runbook made, who started the run of that. */
  requestedBy: z.strictObject({ actor: z.string(), name: z.string(), runbookRunId: z.string().nullable() }),
  /** Null: somebody was asked. */
  letPass: LetPass.nullable(),
  /** The run that asked; null where its task was not begun here. */
  run: z.strictObject({ stepId: z.string(), runId: z.string(), executorId: z.string() }).nullable(),
  /** The versions that held when it was asked for, or the run prepared that brought its permission; a scope that had none is not there. */
  policies: z.array(PolicyVersion.extend({ at: At.nullable() })),
  /** They stand in that entry; false: it is from before that, and they are those written before it. */
  isPolicyRecorded: z.boolean(),
  timesAsked: z.int(),
  /** As its agent wanted it; null where nobody changed that. */
  asked: z.strictObject({ parameters: Parameters, hash: z.string() }).nullable(),
  /** What approvers put in its place, oldest first. */
  changes: z.array(z.strictObject({ ...told, from: z.string(), to: z.string(), parameters: Parameters })),
  agreements: z.array(
    z.strictObject({
      ...told,
      verdict: z.enum(['approved', 'rejected']),
      reason: z.string(),
      hash: z.string(),
      /** The same as of what was asked for. */
      isSameHash: z.boolean(),
      /** Null: the entry is from before they were kept with it. */
      policies: z.array(PolicyVersion).nullable(),
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
      /** It was known to be done before. */
      isAgain: z.boolean(),
    }),
  ),
  /** As often as the record says; more than once is for a person to look at. Null: nobody knows. */
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
