import { isWhole } from '#domain/approval/asked-rules.ts'
import { riskOf } from '#domain/approval/risk-rules.ts'
import { covers } from '#domain/grant/advance-rules.ts'
import type { AdvanceSource, GrantTarget } from '#domain/grant/grant.ts'
import { alikeUntilReject, offeredFrom } from '#domain/grant/offer-rules.ts'
import { targetOf } from '#domain/grant/target-rules.ts'
import { ProposalState } from '#domain/task/task.ts'
import type { Pool, Tx } from '../client.ts'
import { allowedStatuses } from './allowed-before.ts'

export interface StandingOffer {
  /** The approval that it would be made from; null: none is. */
  fromProposalId: string | null
  tool: string
  /** Of the approval that it would be made from. */
  target: GrantTarget
  /** Like approvals in a row, without a reject between or after them. */
  alike: number
  /** There were enough of them, below high risk: it is offered, and made only by whoever takes it. */
  isOffered: boolean
  /** Why none is made of it, in words for the button; null: one may be. */
  refusal: string | null
  /** A standing grant by which this proposal's call would pass still. */
  existingId: string | null
}

/** Looked back over; what is further away makes no habit. */
const mostLooked = 20

/** What a standing grant like this proposal would be; null where there is no such proposal. */
export async function standingOffer(pool: Pool, proposalId: string): Promise<StandingOffer | null> {
  const { rows } = await pool.query<{ agentId: string; state: unknown }>(
    'select agent_id as "agentId", state from proposal where id = $1',
    [proposalId],
  )
  if (!rows[0]) return null
  const proposal = ProposalState.parse(rows[0].state)
  const { agentId } = rows[0]
  const target = targetOf(proposal.hash, proposal.parameters)
  const alike = alikeUntilReject(target, await decidedOf(pool, agentId, proposal.tool))
  const from = alike.find((one) => one.proposalId === proposalId) ?? alike[0]
  const refusal = riskRefusal(from ?? proposal)
  return {
    fromProposalId: from?.proposalId ?? null,
    ...{ tool: proposal.tool, target: from ? targetOf(from.hash, from.parameters) : target },
    ...{ alike: alike.length, isOffered: alike.length >= offeredFrom && refusal === null, refusal },
    existingId: await openGrantFor(pool, agentId, proposal, new Date().toISOString()),
  }
}

/** Of another one like this approved call. It was approved itself, so nothing of it is the first. */
export function riskRefusal(proposal: ProposalState): string | null {
  const { level, why } = riskOf(proposal, { isWhole: isWhole(proposal), isFirst: false, isFirstThere: false })
  return level === 'high' ? `It is of high risk: ${why.join('; ')}. Each one is decided by itself.` : null
}

/** By people, the last one first. What passed without asking is nobody's word. */
async function decidedOf(pool: Pool, agentId: string, tool: string): Promise<ProposalState[]> {
  const of = (which: string) => `(select state, state->>'decidedAt' as at from proposal
    where agent_id = $1 and state->>'tool' = $2 and ${which} and not state ? 'passedBy'
    order by state->>'decidedAt' desc limit ${mostLooked})`
  const { rows } = await pool.query<{ state: unknown }>(
    `select state from (
       ${of(`status in ${allowedStatuses}`)}
       union all ${of("status = 'rejected'")}) d
      where at is not null order by at desc limit ${mostLooked}`,
    [agentId, tool],
  )
  return rows.map(({ state }) => ProposalState.parse(state))
}

/** A standing grant of the agent that lets this call pass at `at` (ISO), its uses aside. */
export async function openGrantFor(
  db: Pool | Tx,
  agentId: string,
  { tool, hash, parameters }: Pick<ProposalState, 'tool' | 'hash' | 'parameters'>,
  at: string,
): Promise<string | null> {
  const { rows } = await db.query<
    Omit<Extract<AdvanceSource, { kind: 'standing' }>, 'kind' | 'until'> & { until: Date }
  >(
    `select id as "standingGrantId", tool, effect_class as "effectClass", target, until from standing_grant
      where agent_id = $1 and tool = $2 and revoked_at is null and ended_at is null and until > $3`,
    [agentId, tool, at],
  )
  const passesBy = rows.find(({ until, ...of }) =>
    covers({ kind: 'standing', ...of, until: until.toISOString() }, { tool, hash, parameters, at }),
  )
  return passesBy?.standingGrantId ?? null
}
