import { z } from 'zod'
import { GrantTarget } from '#domain/grant/grant.ts'
import { longestDays, mostUses } from '#domain/grant/standing-grant-rules.ts'
import { EffectClass } from '#domain/policy/policy.ts'
import { scopes } from '#domain/policy/scope.ts'
import { ProposalId } from '../approvals/contract.ts'
import { ExecutorId, FindingId } from '../findings/contract.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

export const StandingGrant = z
  .strictObject({
    id: z.string(),
    projectId: z.string(),
    projectName: z.string(),
    agentId: z.string(),
    agentName: z.string(),
    taskId: z.string(),
    /** The approval that it was made from. */
    proposalId: z.string(),
    tool: z.string(),
    effectClass: EffectClass,
    target: GrantTarget,
    count: z.int(),
    used: z.int(),
    /** Given to runs that neither used them nor gave them back. */
    out: z.int(),
    until: At,
    madeAt: At,
    madeByName: z.string(),
    revokedAt: At.nullable(),
    endedAt: At.nullable(),
    endReason: z.enum(['used_up', 'expired']).nullable(),
    /** Why it lets nothing pass although it is open; null: it does, or it is over. */
    idle: z.string().nullable(),
  })
  .meta({ id: 'StandingGrant' })
export type StandingGrant = z.infer<typeof StandingGrant>

const place = {
  scope: z.enum(scopes),
  scopeId: z.string(),
  /** Of the project or agent; empty for all projects. */
  name: z.string(),
  /** Of the document; 0: it is what the project was created with. */
  version: z.int(),
  /** For whom it lets it pass; null: for every agent within the scope. */
  agents: z.array(z.string()).nullable(),
}

export const Doors = z
  .strictObject({
    /** Rules by which effects pass, as they hold in the end for some agent that may run. */
    automatic: z.array(
      z.strictObject({
        ...place,
        effectClass: EffectClass,
        upToUsd: z.number(),
        perDay: z.int(),
        /** Today, of UTC. */
        used: z.int(),
        /** With runs under way. */
        out: z.int(),
        /** In the last 30 days. */
        recent: z.int(),
        lastAt: At.nullable(),
      }),
    ),
    /** Tools that pass beside those; how often is not counted. */
    safe: z.array(z.strictObject({ ...place, tool: z.string() })),
    /** Tools that only read or report. */
    builtIn: z.array(z.string()),
    standing: z.array(StandingGrant),
    /** What gateways let pass by their own rules, as of the last look. */
    gateways: z.array(
      z.strictObject({
        executorId: z.string(),
        executorName: z.string(),
        key: z.string(),
        name: z.string(),
        place: z.string(),
        line: z.string(),
        /** Of what it lets pass: closing it is about what was seen. */
        hash: z.string(),
        since: At,
        /** As of the last look; null where the gateway tells of none. */
        use: z
          .strictObject({ times: z.int().nullable(), lastAt: At.nullable(), until: At.nullable() })
          .nullable(),
        /** It appeared without us, or changed, or somebody closes it: adopt it or have it taken away. */
        finding: z
          .strictObject({ id: FindingId, status: z.enum(['open', 'repairing', 'ignored']) })
          .nullable(),
      }),
    ),
  })
  .meta({ id: 'Doors', description: 'What may run without asking' })
export type Doors = z.infer<typeof Doors>

const params = z.strictObject({ standingGrantId: Id('sg') })
const longestMs = longestDays * 86_400_000

export const NewStandingGrant = z
  .strictObject({
    count: z.int().min(1).max(mostUses),
    until: z.iso
      .datetime({ precision: 3 })
      .refine((until) => Date.parse(until) > Date.now(), 'must be in the future')
      .refine(
        (until) => Date.parse(until) <= Date.now() + longestMs + 86_400_000,
        `must be within ${longestDays} days`,
      ),
  })
  .meta({ id: 'NewStandingGrant' })

/** What a standing grant like one proposal would be. */
export const StandingOffer = z
  .strictObject({
    /** The approval that it would be made from; null: none is. */
    fromProposalId: ProposalId.nullable(),
    tool: z.string(),
    target: GrantTarget,
    /** Like approvals in a row, without a reject. */
    alike: z.int(),
    /** There were enough of them; it is made only by whoever takes it. */
    isOffered: z.boolean(),
    /** Why none is made of it; null: one may be. */
    refusal: z.string().nullable(),
    /** One by which this call would pass still. */
    existingId: z.string().nullable(),
  })
  .meta({ id: 'StandingOffer' })
export type StandingOffer = z.infer<typeof StandingOffer>

export const doorsContract = routes({
  listDoors: {
    method: 'get',
    path: '/doors',
    summary: 'What may run without asking: rules of policies, tools that pass, standing grants',
    auth: 'operator',
    status: 200,
    response: Doors,
  },
  getStandingOffer: {
    method: 'get',
    path: '/approvals/{proposalId}/standing-grant',
    summary:
      'What a standing grant like this proposal would let pass, and how many like it were approved in a row',
    auth: 'operator',
    params: z.strictObject({ proposalId: ProposalId }),
    status: 200,
    response: StandingOffer,
  },
  makeStandingGrant: {
    method: 'post',
    path: '/approvals/{proposalId}/standing-grant',
    summary: 'Lets the agent call this tool with this target so many times until then, from an approval',
    auth: 'operator',
    params: z.strictObject({ proposalId: ProposalId }),
    body: NewStandingGrant,
    status: 201,
    response: z.strictObject({ standingGrantId: z.string() }),
  },
  closePermission: {
    method: 'post',
    path: '/executors/{executorId}/permissions/close',
    summary:
      'Has a permission of a gateway taken away there, also one that was adopted; a second look is the proof',
    auth: 'operator',
    params: z.strictObject({ executorId: ExecutorId }),
    body: z
      .strictObject({
        key: Text(500),
        /** Hash of it as it was shown. */
        seen: z.string().max(100),
      })
      .meta({ id: 'ClosedPermission' }),
    status: 202,
    response: Doors,
  },
  revokeStandingGrant: {
    method: 'post',
    path: '/standing-grants/{standingGrantId}/revoke',
    summary: 'Revokes it: runs that have it are ended, the gate refuses it',
    auth: 'operator',
    params,
    body: z.strictObject({ reason: Text(500, 0).default('') }).meta({ id: 'RevokeReason' }),
    status: 200,
    response: Doors,
  },
})
