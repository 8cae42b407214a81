import type { GrantTarget } from '#domain/grant/grant.ts'
import { policyStreamId } from '#domain/ids.ts'
import type { BodyOf } from '#domain/ledger/entry.ts'
import { documentLines } from '#domain/policy/document-words.ts'
import type { PolicyVersion } from '#domain/policy/policy.ts'
import type { ProposalState } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { nameOf } from './names.ts'
import type { ProposalRow } from './proposal-rows.ts'
import { portfolioScopeId } from './run-terms.ts'

type PassedBy = NonNullable<ProposalState['passedBy']>
type By<K extends PassedBy['kind']> = Extract<PassedBy, { kind: K }>

/** The rule by which an effect passed, in the version of the document that says it. */
export interface LettingRule {
  kind: 'automatic'
  scope: PolicyVersion['scope']
  scopeId: string
  /** Of the project or agent; empty for all projects. */
  ownerName: string
  /** 0: that document had none. */
  version: number
  upToUsd: number
  /** As that version says it; null where nothing tells. */
  sentence: string | null
  writtenAt: string | null
  writtenByName: string | null
}

/** The standing grant by which it passed, and the approval that this was made from. */
export interface LettingGrant {
  kind: 'standing'
  standingGrantId: string
  fromProposalId: string
  target: GrantTarget
  count: number
  until: string
  madeAt: string
  madeByName: string
  revokedAt: string | null
}
export type LetPass = LettingRule | LettingGrant

/** What let it pass. `policies`: those that its run was under. */
export function letPassBy(
  pool: Pool,
  effect: ProposalRow,
  passedBy: PassedBy,
  policies: readonly PolicyVersion[],
): Promise<LetPass> {
  return passedBy.kind === 'standing'
    ? lettingGrant(pool, passedBy)
    : lettingRule(pool, effect, passedBy, policies)
}

async function lettingRule(
  pool: Pool,
  { projectId, projectName, agentId, agentName, proposal }: ProposalRow,
  { scope, policyVersion, upToUsd }: By<'automatic'>,
  policies: readonly PolicyVersion[],
): Promise<LettingRule> {
  const owners = {
    portfolio: { scopeId: portfolioScopeId, ownerName: '' },
    project: { scopeId: projectId, ownerName: projectName },
    agent: { scopeId: agentId, ownerName: agentName },
  }
  const owner = owners[scope]
  // Older uses name another number; the run names its documents one by one.
  const version = policies.find((one) => one.scope === scope)?.version ?? policyVersion
  const { rows } = await pool.query<{ at: Date; actor: string; body: BodyOf<'policy_changed'> }>(
    `select at, actor, body from entry
      where stream_id = $1 and type = 'policy_changed' and (body->>'version')::int = $2`,
    [policyStreamId(owner.scopeId), version],
  )
  const written = rows[0]
  const key = `approvals.${proposal.effectClass}`
  const line = written && documentLines(written.body.document).find((one) => one.key === key)
  return {
    ...{ kind: 'automatic', scope, ...owner, version, upToUsd },
    sentence: line?.sentence ?? null,
    writtenAt: written?.at.toISOString() ?? null,
    writtenByName: written ? await nameOf(pool, written.actor) : null,
  }
}

type GrantRow = Omit<LettingGrant, 'kind' | 'until' | 'madeAt' | 'revokedAt' | 'madeByName'> & {
  until: Date
  madeAt: Date
  revokedAt: Date | null
  madeBy: string
}

async function lettingGrant(pool: Pool, { standingGrantId }: By<'standing'>): Promise<LettingGrant> {
  const { rows } = await pool.query<GrantRow>(
    `select id as "standingGrantId", proposal_id as "fromProposalId", target, count, until, made_at as "madeAt",
            made_by as "madeBy", revoked_at as "revokedAt" from standing_grant where id = $1`,
    [standingGrantId],
  )
  const row = rows[0]
  if (!row) throw new Error(`no standing grant ${standingGrantId}`)
  const { until, madeAt, madeBy, revokedAt, ...grant } = row
  return {
    ...{ kind: 'standing', ...grant, until: until.toISOString(), madeAt: madeAt.toISOString() },
    madeByName: await nameOf(pool, madeBy),
    revokedAt: revokedAt?.toISOString() ?? null,
  }
}
