import { type AskedFor, askedFor, asksByRisk, isWhole } from '#domain/approval/asked-rules.ts'
import { type RiskOf, riskOf, type Standing } from '#domain/approval/risk-rules.ts'
import { stricterOf } from '#domain/policy/approval-need-rules.ts'
import type { EffectivePolicy } from '#domain/policy/effective-rules.ts'
import type { Approvers } from '#domain/policy/policy.ts'
import { ProposalState, type ProposalStatus, type TaskStatus } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { policiesOf } from './agent-policies.ts'
import { allowedBefore, firstThere } from './allowed-before.ts'
import type { Rows } from './in-one-statement.ts'
import { namesOf } from './names.ts'
import { type ProposalRow, proposalColumns, proposalTables } from './proposal-rows.ts'
import type { RunOwner } from './run-terms.ts'
import { requesterSql } from './task-asker.ts'

export interface ApprovalDetail extends ProposalRow {
  taskStatus: TaskStatus
  /** The task is being cancelled. */
  isEnding: boolean
  decidedByName: string | null
  /** Whose wish the task is. */
  requestedBy: string
  /** Nothing of its parameters is masked in the record. */
  isWhole: boolean
  /** The last call of this tool that its agent was allowed; null: it is the first of its kind. */
  like: Like | null
  risk: RiskOf
  /** Who must agree: while it waits also by what the policy says now. */
  asked: AskedFor
}

/** An earlier call that somebody allowed. */
interface Like {
  taskId: string
  decidedAt: string
  hash: string
  parameters: ProposalState['parameters']
  isWhole: boolean
}

/** The last call of the tool of a proposal `r` that somebody allowed its agent, before `r` itself was decided. */
const lastAllowed = `select l.task_id, l.state from proposal l
    where ${allowedBefore} and l.state->>'tool' = r.state->>'tool'
    order by l.state->>'decidedAt' desc limit 1`

type Hashed = Pick<ProposalState, 'tool' | 'parameters' | 'hash'>

const mostRemembered = 5_000
const wholeness = new Map<string, boolean>()

/** What waits is asked about at every look at the inbox, and a hash of it stays what it is: it is counted once. */
function isKnownWhole(id: string, proposal: Hashed): boolean {
  const key = `${id} ${proposal.hash}`
  const known = wholeness.get(key) ?? isWhole(proposal)
  if (wholeness.size >= mostRemembered) wholeness.clear()
  wholeness.set(key, known)
  return known
}

const select = `select ${proposalColumns}, t.status as "taskStatus",
    t.state->>'cancelReason' is not null as "isEnding", ${requesterSql} as "requestedBy",
    l.task_id as "likeTaskId", l.state as "likeState"
  from ${proposalTables} left join lateral (${lastAllowed}) l on true`

type Row = Omit<ApprovalDetail, 'decidedByName' | 'isWhole' | 'like' | 'risk' | 'asked'> & {
  likeTaskId: string | null
  likeState: ProposalState | null
}

function detailOf(
  { likeTaskId, likeState, ...row }: Row,
  first: ReadonlySet<string>,
  effective: EffectivePolicy | undefined,
) {
  const { proposal } = row
  const isFirst = likeState === null
  const standing = { isWhole: isWhole(proposal), isFirst, isFirstThere: first.has(row.id) }
  return {
    ...{ ...row, isWhole: standing.isWhole, risk: riskOf(proposal, standing) },
    asked: askedWith(proposal, effective && askedFor(effective, proposal, standing)),
    like: likeState && likeTaskId !== null ? likeOf(likeTaskId, likeState) : null,
  }
}

/** The stricter of what is recorded and what is asked now. */
function askedWith({ needs = 'one', askedRisk }: ProposalState, now: AskedFor | undefined): AskedFor {
  const recorded = { needs, risk: askedRisk ?? null }
  return now && stricterOf(needs, now.needs) !== needs ? now : recorded
}

const likeOf = (taskId: string, state: ProposalState): Like => ({
  ...{ taskId, decidedAt: state.decidedAt ?? state.requestedAt },
  ...{ hash: state.hash, parameters: state.parameters, isWhole: isWhole(state) },
})

async function named(pool: Pool, found: Row[]): Promise<ApprovalDetail[]> {
  const rows = found.map((row) => ({ ...row, proposal: ProposalState.parse(row.proposal) }))
  const proposals = rows.map(({ id, proposal }) => ({ ...proposal, id }))
  const [first, policies, nameOf] = await Promise.all([
    firstThere(pool, proposals),
    policiesOf(
      pool,
      rows.filter(({ proposal }) => proposal.status === 'pending'),
    ),
    namesOf(
      pool,
      proposals.flatMap(({ decidedBy }) => decidedBy ?? []),
    ),
  ])
  return rows.map((row) => ({
    ...detailOf(row, first, policies.get(row.agentId)),
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

interface Weighed {
  /** How much harm a yes may do. */
  risk: RiskOf
  /** Who must agree, by what is recorded and by what the policy says now. */
  needs: Approvers
}

/** Of each of these proposals that wait, by its id. */
export async function weighed(read: Rows, proposalIds: readonly string[]): Promise<Map<string, Weighed>> {
  if (proposalIds.length === 0) return new Map()
  const { rows } = await read.query<RunOwner & { id: string; state: ProposalState; isFirst: boolean }>({
    // As of the inbox: planned once a connection.
    name: 'weighed',
    text: `select r.id, r.state, t.project_id as "projectId", t.agent_id as "agentId",
                  not exists (${lastAllowed}) as "isFirst"
             from proposal r join task t on t.id = r.task_id where r.id = any($1)`,
    values: [proposalIds],
  })
  const proposals = rows.map(({ id, state }) => ({ ...state, id }))
  const [first, policies] = await Promise.all([firstThere(read, proposals), policiesOf(read, rows)])
  return new Map(
    rows.map(({ id, state, isFirst, agentId }) => {
      const standing = { isWhole: isKnownWhole(id, state), isFirst, isFirstThere: first.has(id) }
      const effective = policies.get(agentId)
      const { needs } = askedWith(state, effective && askedFor(effective, state, standing))
      return [id, { risk: riskOf(state, standing), needs }]
    }),
  )
}

/** Of no weight where no risk is asked about. */
const anyStanding: Standing = { isWhole: true, isFirst: false, isFirstThere: false }

/** As `weighed`, but only who must agree: what no policy asks for by its risk is not weighed. */
export async function neededNow(pool: Pool, proposalIds: readonly string[]): Promise<Map<string, Approvers>> {
  if (proposalIds.length === 0) return new Map()
  const { rows } = await pool.query<RunOwner & { id: string; state: ProposalState }>({
    name: 'needed-now',
    text: `select r.id, r.state, t.project_id as "projectId", t.agent_id as "agentId"
             from proposal r join task t on t.id = r.task_id where r.id = any($1)`,
    values: [proposalIds],
  })
  const policies = await policiesOf(pool, rows)
  const isByRisk = ({ agentId }: RunOwner) => {
    const effective = policies.get(agentId)
    return effective !== undefined && asksByRisk(effective)
  }
  const byRisk = rows.filter(isByRisk).map(({ id }) => id)
  const calls = byRisk.length > 0 ? await weighed(pool, byRisk) : new Map<string, Weighed>()
  return new Map(
    rows.map(({ id, state, agentId }) => {
      const effective = policies.get(agentId)
      const plain = () => askedWith(state, effective && askedFor(effective, state, anyStanding))
      return [id, (calls.get(id) ?? plain()).needs]
    }),
  )
}
