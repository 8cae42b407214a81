import { policyStreamId, taskStreamId } from '#domain/ids.ts'
import type { BodyOf } from '#domain/ledger/entry.ts'
import type { Scope } from '#domain/policy/policy-document.ts'
import { ProposalState, type ProposalStatus } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { type EntryView, entriesNaming } from './entries.ts'
import { type ProposalRow, proposalColumns, proposalTables } from './proposal-rows.ts'
import { portfolioScopeId } from './run-terms.ts'

export interface EffectFilter {
  projectId?: string
  status?: ProposalStatus
  /** Asked for before this one: the id of a proposal. */
  before?: string
  limit: number
}

const select = `select ${proposalColumns} from ${proposalTables}`
const parsed = (rows: ProposalRow[]): ProposalRow[] =>
  rows.map((row) => ({ ...row, proposal: ProposalState.parse(row.proposal) }))

/** The last one asked for first. Of removed projects only where one is asked for. */
export async function listEffects(pool: Pool, filter: EffectFilter): Promise<ProposalRow[]> {
  const { projectId, status, before, limit } = filter
  const { rows } = await pool.query<ProposalRow>(
    `${select} where (t.project_id = $1 or ($1::text is null and p.removed_at is null))
        and ($2::text is null or r.status = $2)
        and ($3::text is null or (r.requested, r.id) < (select b.requested, b.id from proposal b where b.id = $3))
      order by r.requested desc, r.id desc limit $4`,
    [projectId ?? null, status ?? null, before ?? null, limit],
  )
  return parsed(rows)
}

/** A version of a policy that held when the effect was asked for. */
export interface DecidedUnder {
  scope: Scope
  scopeId: string
  version: number
  at: string
}

/** The run that asked. */
export interface AskingRun {
  stepId: string
  runId: string
  executorId: string
}

export interface EffectStory extends ProposalRow {
  /** Every entry that names it, oldest first. */
  entries: EntryView[]
  policies: DecidedUnder[]
  /** Null: its task was not begun here, so no run of it was asked for. */
  run: AskingRun | null
}

/** All that the ledger says of one effect; null where there is none. */
export async function effectStory(pool: Pool, proposalId: string): Promise<EffectStory | null> {
  const { rows } = await pool.query<ProposalRow>(`${select} where r.id = $1`, [proposalId])
  const [effect] = parsed(rows)
  if (!effect) return null
  const streamId = taskStreamId(effect.taskId)
  const [entries, policies, run] = await Promise.all([
    entriesNaming(pool, streamId, proposalId),
    policiesAt(pool, effect, streamId),
    askingRun(pool, effect, streamId),
  ])
  return { ...effect, entries, policies, run }
}

/** By the order of the record, not by clocks: what was written before the proposal was. */
async function policiesAt(
  pool: Pool,
  { id, projectId, agentId }: ProposalRow,
  streamId: string,
): Promise<DecidedUnder[]> {
  const streams = [portfolioScopeId, projectId, agentId].map(policyStreamId)
  const { rows } = await pool.query<{ at: Date; body: BodyOf<'policy_changed'>; streamId: string }>(
    `select distinct on (e.stream_id) e.stream_id as "streamId", e.at, e.body from entry e
      where e.stream_id = any($1) and e.type = 'policy_changed' and e.id < (
        select min(asked.id) from entry asked
         where asked.stream_id = $2 and asked.type = 'approval_requested' and asked.body->>'proposalId' = $3)
      order by e.stream_id, e.stream_seq desc`,
    [streams, streamId, id],
  )
  return streams.flatMap((stream) =>
    rows
      .filter((row) => row.streamId === stream)
      .map(({ at, body: { scope, version } }) => ({
        ...{ scope, version, scopeId: stream.slice(stream.indexOf('/') + 1) },
        at: at.toISOString(),
      })),
  )
}

async function askingRun(pool: Pool, { proposal }: ProposalRow, streamId: string): Promise<AskingRun | null> {
  const { rows } = await pool.query<{ body: BodyOf<'run_queued'> }>(
    `select body from entry where stream_id = $1 and type = 'run_queued' and body->>'stepId' = $2
      order by stream_seq desc limit 1`,
    [streamId, proposal.stepId],
  )
  const body = rows[0]?.body
  return body ? { stepId: body.stepId, runId: body.runId, executorId: body.executorId } : null
}
