import { policyStreamId, taskStreamId } from '#domain/ids.ts'
import type { BodyOf } from '#domain/ledger/entry.ts'
import type { PolicyVersion } from '#domain/policy/policy.ts'
import { ProposalState, type ProposalStatus } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { type EntryView, entriesNaming } from './entries.ts'
import { type LetPass, letPassBy } from './let-pass.ts'
import { type ProposalRow, proposalColumns, proposalTables } from './proposal-rows.ts'
import { portfolioScopeId } from './run-terms.ts'
import { type TaskAsker, taskAsker } from './task-asker.ts'

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

/** A version of a policy that held when it was asked for, or its run prepared; `at` null: nothing says when it was written. */
export interface DecidedUnder extends PolicyVersion {
  at: string | null
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
  /** They stand in the entry that asked, or prepared the run that brought the permission. False: they are those written before it. */
  isPolicyRecorded: boolean
  /** Null: its task was not begun here, so no run of it was asked for. */
  run: AskingRun | null
  requestedBy: TaskAsker
  /** What let it pass without anybody being asked; null: somebody was. */
  letPass: LetPass | null
}

/** All that the ledger says of one effect; null where there is none. */
export async function effectStory(pool: Pool, proposalId: string): Promise<EffectStory | null> {
  const { rows } = await pool.query<ProposalRow>(`${select} where r.id = $1`, [proposalId])
  const [effect] = parsed(rows)
  if (!effect) return null
  const streamId = taskStreamId(effect.taskId)
  const [entries, run, requestedBy] = await Promise.all([
    entriesNaming(pool, streamId, proposalId),
    askingRun(pool, effect, streamId),
    taskAsker(pool, effect.taskId),
  ])
  const { passedBy } = effect.proposal
  const { before, recorded } = passedBy ? await preparedUnder(pool, effect, entries) : askedUnder(entries)
  const policies = recorded ? await withTimes(pool, recorded) : await policiesAt(pool, effect, before)
  const letPass = passedBy ? await letPassBy(pool, effect, passedBy, policies) : null
  return { ...effect, entries, policies, isPolicyRecorded: recorded !== null, run, requestedBy, letPass }
}

/** What held is in `recorded`; null: it is what was written before that entry of the task. */
interface Under {
  before: number | undefined
  recorded: PolicyVersion[] | null
}

function askedUnder(entries: readonly EntryView[]): Under {
  const asked = entries.filter(({ type }) => type === 'approval_requested')
  const last = asked.at(-1)?.body as BodyOf<'approval_requested'> | undefined
  return { before: asked[0]?.streamSeq, recorded: last?.policies ?? null }
}

/** What let it pass was given to its run when that was prepared. */
async function preparedUnder(
  pool: Pool,
  { taskId, proposal }: ProposalRow,
  entries: readonly EntryView[],
): Promise<Under> {
  const before = entries[0]?.streamSeq
  const { rows } = await pool.query<{ streamSeq: number; body: BodyOf<'task_prepared'> }>(
    `select stream_seq::int as "streamSeq", body from entry
      where stream_id = $1 and type = 'task_prepared' and body->>'stepId' = $2 and stream_seq < $3
      order by stream_seq desc limit 1`,
    [taskStreamId(taskId), proposal.stepId, before],
  )
  const prepared = rows[0]
  return {
    before: prepared?.streamSeq ?? before,
    recorded: prepared?.body.policy.documents ?? null,
  }
}

async function withTimes(pool: Pool, versions: readonly PolicyVersion[]): Promise<DecidedUnder[]> {
  const { rows } = await pool.query<{ at: Date; version: number; streamId: string }>(
    `select e.stream_id as "streamId", e.at, (e.body->>'version')::int as version from entry e
      where e.stream_id = any($1) and e.type = 'policy_changed'`,
    [versions.map(({ scopeId }) => policyStreamId(scopeId))],
  )
  return versions.map((one) => {
    const isIt = (row: (typeof rows)[number]) =>
      row.streamId === policyStreamId(one.scopeId) && row.version === one.version
    return { ...one, at: rows.find(isIt)?.at.toISOString() ?? null }
  })
}

/** By the order of the record, not by clocks: what was written before that entry of the task was. */
async function policiesAt(
  pool: Pool,
  { taskId, projectId, agentId }: ProposalRow,
  before: number | undefined,
): Promise<DecidedUnder[]> {
  const streams = [portfolioScopeId, projectId, agentId].map(policyStreamId)
  const { rows } = await pool.query<{ at: Date; body: BodyOf<'policy_changed'>; streamId: string }>(
    `select distinct on (e.stream_id) e.stream_id as "streamId", e.at, e.body from entry e
      where e.stream_id = any($1) and e.type = 'policy_changed' and e.id < (
        select asked.id from entry asked where asked.stream_id = $2 and asked.stream_seq = $3)
      order by e.stream_id, e.stream_seq desc`,
    [streams, taskStreamId(taskId), before],
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
