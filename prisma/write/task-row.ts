import { isFailedOutcome } from '#domain/run/failed-run-rules.ts'
import { type Shown, shownOf } from '#domain/task/shown-rules.ts'
import type { RunState, TaskState } from '#domain/task/task.ts'
import { mayHaveBegun, queuedSince } from '#domain/task/task-rules.ts'
import type { Pool, Tx } from '../client.ts'

/** The same fields as the database names them. */
const columnsOf = (shown: Shown) =>
  Object.fromEntries(
    Object.entries(shown).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )

const hasCost = (run: RunState) => run.endedAt !== null && mayHaveBegun(run)

/** The projection of a task: its row and those of what it holds, for the same statement as its entries. */
export function taskRowOf(state: TaskState) {
  return {
    ...columnsOf(shownOf(state)),
    project_id: state.projectId,
    agent_id: state.agentId,
    error: state.error,
    created_at: state.requestedAt,
    is_uncertain: state.proposals.some((proposal) => proposal.status === 'uncertain'),
    hold_kind: state.hold?.kind ?? null,
    queued_at: queuedSince(state),
    starter: state.adopted?.starter ?? null,
    state,
    proposals: state.proposals.map((proposal) => ({
      id: proposal.proposalId,
      status: proposal.status,
      requested: proposal.requestedAt,
      state: proposal,
    })),
    learnings: state.learnings ?? [],
    run_costs: state.runs.flatMap((run, nth) => {
      const { endedAt, usage, outcome } = run
      const cost = { cost_nano_usd: usage?.costNanoUsd ?? null, is_failed: isFailedOutcome(outcome) }
      return hasCost(run) ? [{ nth, ended_at: endedAt, ...cost }] : []
    }),
    shipped: state.shipped ?? [],
  }
}

const fields = `project_id text, agent_id text, executor_id text, title text, priority text, status text, since timestamptz,
  wait_kind text, wait_detail text, wait_until timestamptz, error text, created_at timestamptz, ended_at timestamptz,
  cost_nano_usd bigint, is_practice boolean, is_uncertain boolean, hold_kind text, queued_at timestamptz,
  starter jsonb, due_at timestamptz, due_end text, state jsonb, proposals jsonb, learnings jsonb, run_costs jsonb, shipped jsonb`

/** $6: stream number; $7: taskRowOf; the task's id is what follows 'task/' in $1. */
export const upsertTask = `
  row as (select * from jsonb_to_record($7::jsonb) as r (${fields})),
  proposals as (
    insert into proposal (id, task_id, agent_id, status, requested, state)
    select p.id, substr($1, 6), row.agent_id, p.status, p.requested, p.state
      from row, jsonb_to_recordset(row.proposals) as p (id text, status text, requested timestamptz, state jsonb)
    on conflict (id) do update set status = excluded.status, state = excluded.state
     where proposal.state is distinct from excluded.state),
  learnings as (
    insert into learning (task_id, item_id, project_id, agent_id, text, about, at)
    select substr($1, 6), l."itemId", row.project_id, row.agent_id, l.text, l.about, l.at
      from row, jsonb_to_recordset(row.learnings) as l ("itemId" text, text text, about text, at timestamptz)
    on conflict (task_id, item_id) do update set text = excluded.text, about = excluded.about, at = excluded.at
     where (learning.text, learning.about, learning.at) is distinct from (excluded.text, excluded.about, excluded.at)),
  run_costs as (
    insert into run_cost (task_id, nth, project_id, ended_at, cost_nano_usd, is_failed)
    select substr($1, 6), c.nth, row.project_id, c.ended_at, c.cost_nano_usd, c.is_failed
      from row, jsonb_to_recordset(row.run_costs)
        as c (nth int, ended_at timestamptz, cost_nano_usd bigint, is_failed boolean)
    on conflict (task_id, nth) do update set
      ended_at = excluded.ended_at, cost_nano_usd = excluded.cost_nano_usd, is_failed = excluded.is_failed
     where (run_cost.ended_at, run_cost.cost_nano_usd, run_cost.is_failed)
       is distinct from (excluded.ended_at, excluded.cost_nano_usd, excluded.is_failed)),
  shipments as (
    insert into shipped (task_id, title, project_id, kind, location, hash, size, verified_at, proof, evidence)
    select substr($1, 6), s.title, row.project_id, s.kind, s.location, s.hash, s.size, s."verifiedAt", s.proof, s.evidence
      from row, jsonb_to_recordset(row.shipped) as s (title text, kind text, location text, hash text, size bigint,
                                                      "verifiedAt" timestamptz, proof text, evidence text)
    on conflict (task_id, title) do update set
      kind = excluded.kind, location = excluded.location, hash = excluded.hash, size = excluded.size,
      verified_at = excluded.verified_at, proof = excluded.proof, evidence = excluded.evidence)
  insert into task (id, project_id, agent_id, executor_id, title, priority, status, since, wait_kind, wait_detail, wait_until,
                    error, created_at, ended_at, cost_nano_usd, is_practice, is_uncertain, hold_kind, queued_at, starter,
                    due_at, due_end, state, stream_seq)
  select substr($1, 6), project_id, agent_id, executor_id, title, priority, status, since, wait_kind, wait_detail, wait_until,
         error, created_at, ended_at, cost_nano_usd, is_practice, is_uncertain, hold_kind, queued_at, starter,
         due_at, due_end, state, $6
    from row
  on conflict (id) do update set
    executor_id = excluded.executor_id, priority = excluded.priority, status = excluded.status, since = excluded.since, wait_kind = excluded.wait_kind,
    wait_detail = excluded.wait_detail, wait_until = excluded.wait_until, error = excluded.error, ended_at = excluded.ended_at,
    cost_nano_usd = excluded.cost_nano_usd, is_practice = excluded.is_practice, is_uncertain = excluded.is_uncertain,
    hold_kind = excluded.hold_kind, queued_at = excluded.queued_at, starter = excluded.starter,
    due_at = excluded.due_at, due_end = excluded.due_end, state = excluded.state, stream_seq = excluded.stream_seq`

/**
 * A rewound run forgot these: nobody can decide a proposal, nothing counts as learned or shipped, and no run in its
 * cost, until it says so again.
 */
export async function withdrawForgotten(tx: Tx, streamId: string, state: TaskState): Promise<void> {
  await tx.query('delete from shipped where task_id = substr($1, 6) and title <> all($2)', [
    streamId,
    (state.shipped ?? []).map(({ title }) => title),
  ])
  await tx.query('delete from learning where task_id = substr($1, 6) and item_id <> all($2)', [
    streamId,
    (state.learnings ?? []).map(({ itemId }) => itemId),
  ])
  await tx.query(
    `update proposal set status = 'withdrawn', state = state || '{"status": "withdrawn"}'
      where task_id = substr($1, 6) and id <> all($2) and status <> 'withdrawn'`,
    [streamId, state.proposals.map((proposal) => proposal.proposalId)],
  )
  await tx.query('delete from run_cost where task_id = substr($1, 6) and nth <> all($2)', [
    streamId,
    state.runs.flatMap((run, nth) => (hasCost(run) ? [nth] : [])),
  ])
}

/** The state as the row has it. Throws where there is no such task. */
export async function currentTask(db: Pool | Tx, taskId: string): Promise<TaskState> {
  const { rows } = await db.query<{ state: TaskState }>({
    name: 'current-task',
    text: 'select state from task where id = $1',
    values: [taskId],
  })
  if (!rows[0]) throw new Error(`no task ${taskId}`)
  return rows[0].state
}

/** Where a new run of a task's workflow begins: the folded state, and the stream's number it stands for. */
export async function taskMark(pool: Pool, taskId: string): Promise<{ state: TaskState; after: number }> {
  const { rows } = await pool.query<{ state: TaskState; after: number }>(
    'select state, stream_seq as after from task where id = $1',
    [taskId],
  )
  if (!rows[0]) throw new Error(`no task ${taskId}`)
  return rows[0]
}
