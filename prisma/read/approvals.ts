import { type RiskOf, riskOf } from '#domain/approval/risk-rules.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { ProposalState, type ProposalStatus, type TaskStatus } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { namesOf } from './names.ts'
import { type ProposalRow, proposalColumns, proposalTables } from './proposal-rows.ts'

export interface ApprovalDetail extends ProposalRow {
  taskStatus: TaskStatus
  decidedByName: string | null
  /** Who asked for the task. */
  requestedBy: string
  /** Nothing of its parameters is masked in the record. */
  isWhole: boolean
  /** The last call of this tool that its agent was allowed; null: it is the first of its kind. */
  like: Like | null
  risk: RiskOf
}

/** An earlier call that somebody allowed. */
interface Like {
  taskId: string
  decidedAt: string
  hash: string
  parameters: ProposalState['parameters']
  isWhole: boolean
}

/** Verdicts that were a yes, as `proposal_allowed_idx` has them. */
const allowed = `('approved', 'claimed', 'performed', 'failed', 'uncertain')`

/** The last call of the tool of a proposal `r` that its agent was allowed, before `r` itself was decided. */
const lastAllowed = `select l.task_id, l.state from proposal l
    where l.agent_id = r.agent_id and l.state->>'tool' = r.state->>'tool' and l.status in ${allowed} and l.id <> r.id
      and (r.state->>'decidedAt' is null or l.state->>'decidedAt' < r.state->>'decidedAt')
    order by l.state->>'decidedAt' desc limit 1`

const isWhole = ({ tool, parameters, hash }: Pick<ProposalState, 'tool' | 'parameters' | 'hash'>) =>
  parametersHash(tool, parameters) === hash

const select = `select ${proposalColumns}, t.status as "taskStatus", t.state->>'requestedBy' as "requestedBy",
    l.task_id as "likeTaskId", l.state as "likeState"
  from ${proposalTables} left join lateral (${lastAllowed}) l on true`

type Row = Omit<ApprovalDetail, 'decidedByName' | 'isWhole' | 'like' | 'risk'> & {
  likeTaskId: string | null
  likeState: ProposalState | null
}

function detailOf({ likeTaskId, likeState, ...row }: Row) {
  const proposal = ProposalState.parse(row.proposal)
  const standing = { isWhole: isWhole(proposal), isFirst: likeState === null }
  return {
    ...{ ...row, proposal, isWhole: standing.isWhole, risk: riskOf(proposal, standing) },
    like: likeState && likeTaskId !== null ? likeOf(likeTaskId, likeState) : null,
  }
}

const likeOf = (taskId: string, state: ProposalState): Like => ({
  ...{ taskId, decidedAt: state.decidedAt ?? state.requestedAt },
  ...{ hash: state.hash, parameters: state.parameters, isWhole: isWhole(state) },
})

async function named(pool: Pool, rows: Row[]): Promise<ApprovalDetail[]> {
  const details = rows.map(detailOf)
  const nameOf = await namesOf(
    pool,
    details.flatMap(({ proposal }) => proposal.decidedBy ?? []),
  )
  return details.map((row) => ({
    ...row,
    decidedByName: row.proposal.decidedBy === null ? null : nameOf(row.proposal.decidedBy),
  }))
}

/** Oldest first; `ids`: of these alone. */
export async function listApprovals(
  pool: Pool,
  filter: { status: ProposalStatus; limit: number; ids?: string[] | undefined },
): Promise<ApprovalDetail[]> {
  const { rows } = await pool.query(
    `${select} where r.status = $1 and p.removed_at is null and ($3::text[] is null or r.id = any($3))
      order by r.requested, r.id limit $2`,
    [filter.status, filter.limit, filter.ids ?? null],
  )
  return named(pool, rows)
}

export async function approvalById(pool: Pool, proposalId: string): Promise<ApprovalDetail | null> {
  const { rows } = await pool.query(`${select} where r.id = $1`, [proposalId])
  return (await named(pool, rows))[0] ?? null
}

/** How much harm a yes to each of these proposals may do, by its id. */
export async function risksOf(pool: Pool, proposalIds: readonly string[]): Promise<Map<string, RiskOf>> {
  const { rows } = await pool.query<{ id: string; state: ProposalState; isFirst: boolean }>(
    `select r.id, r.state, not exists (${lastAllowed}) as "isFirst" from proposal r where r.id = any($1)`,
    [proposalIds],
  )
  return new Map(
    rows.map(({ id, state, isFirst }) => [id, riskOf(state, { isWhole: isWhole(state), isFirst })]),
  )
}
