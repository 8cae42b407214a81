import type { BackfillGroup } from '#domain/backfill/backfill.ts'
import type { Ack } from '#domain/ledger/batch.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { applyRunEntry, noRunbookRun, rewoundRun } from '#domain/runbook/run-state.ts'
import type { Pool, Tx } from '../client.ts'
import {
  type Append,
  appendTo,
  beginStream,
  type NewStream,
  type Outside,
  putBackInto,
  reconcile,
} from './append.ts'
import type { WorkflowStream } from './workflow-stream.ts'

const fields = `project_id text, runbook_id text, name text, version int, status text, since timestamptz,
  wait_kind text, created_at timestamptz, ended_at timestamptz, state jsonb`

/** The projection of a run: its row, but for the number of its stream. */
export const runRowOf = (state: RunbookRunState) => ({
  project_id: state.projectId,
  runbook_id: state.runbookId,
  name: state.definition.name,
  version: state.version,
  status: state.status,
  since: state.since,
  wait_kind: state.wait?.kind ?? null,
  created_at: state.requestedAt,
  ended_at: state.endedAt,
  state,
})

const runStream: WorkflowStream<RunbookRunState> = {
  name: 'append-run',
  empty: noRunbookRun,
  apply: applyRunEntry,
  isFrozen: ({ status }) => status === 'frozen',
  async stateOf(tx, streamId) {
    const { rows } = await tx.query<{ state: RunbookRunState }>({
      name: 'run-state',
      text: `select state from runbook_run where id = substr($1, 9)`,
      values: [streamId],
    })
    return rows[0]?.state ?? null
  },
  upsert: `
    row as (select * from jsonb_to_record($7::jsonb) as r (${fields}))
    insert into runbook_run (id, project_id, runbook_id, name, version, status, since, wait_kind, created_at, ended_at,
                             state, stream_seq)
    select substr($1, 9), project_id, runbook_id, name, version, status, since, wait_kind, created_at, ended_at,
           state, $6 from row
    on conflict (id) do update set
      status = excluded.status, since = excluded.since, wait_kind = excluded.wait_kind, ended_at = excluded.ended_at,
      state = excluded.state, stream_seq = excluded.stream_seq`,
  rowOf: runRowOf,
  rewound: rewoundRun,
  async settle() {},
}

/** Appends one batch of a run's workflow; see appendTo. */
export const appendRun = (pool: Pool, request: Append<RunbookRunState>): Promise<Ack<RunbookRunState>> =>
  appendTo(runStream, pool, request)

/** A new run's stream; see beginStream. */
export const beginRun = (tx: Tx, stream: NewStream): Promise<boolean> => beginStream(runStream, tx, stream)

/** Facts of the reconciler onto a run's stream; see reconcile. */
export const reconcileRun = (tx: Tx, outside: Outside): Promise<RunbookRunState> =>
  reconcile(runStream, tx, outside)

/** Entries that a run's stream has lost; see putBackInto. */
export const putBackRun = (
  tx: Tx,
  lost: { streamId: string; groups: readonly BackfillGroup[] },
): Promise<{ before: RunbookRunState; after: RunbookRunState }> => putBackInto(runStream, tx, lost)

/** Where a new run of the workflow begins: the folded state, and the stream's number it stands for. */
export async function runMark(pool: Pool, runId: string): Promise<{ state: RunbookRunState; after: number }> {
  const { rows } = await pool.query<{ state: RunbookRunState; after: number }>(
    'select state, stream_seq as after from runbook_run where id = $1',
    [runId],
  )
  if (!rows[0]) throw new Error(`no run ${runId}`)
  return rows[0]
}
