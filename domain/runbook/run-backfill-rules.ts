import type { BackfillKind } from '../backfill/backfill.ts'
import type { FactOf } from '../ledger/entry.ts'
import type { RunbookRunState } from './run.ts'
import { applyRunEntry, noRunbookRun, rewoundRun } from './run-state.ts'

const actor = 'system:reconciler'

/** What was asked for, of a run of which no step has begun yet. */
function opening(state: RunbookRunState): [FactOf<'runbook_run_requested'>] {
  const { projectId, runbookId, version, definition, inputs, intentIds, rules } = state
  const body = { projectId, runbookId, version, definition, inputs, intentId: intentIds[0] ?? '' }
  const by = { at: state.requestedAt, actor: state.requestedBy }
  return [{ type: 'runbook_run_requested', ...by, body: { ...body, ...(rules && { rules }) } }]
}

/** How the stream of a run of a runbook is put back. */
export const runBackfill: BackfillKind<RunbookRunState> = {
  empty: noRunbookRun,
  apply: applyRunEntry,
  rewound: rewoundRun,
  opening,
  lostEntry: (streamSeq, at) => ({ type: 'runbook_run_entry_lost', at, actor, body: { streamSeq } }),
  backfilled: (body, at) => ({ type: 'runbook_run_entries_backfilled', at, actor, body }),
}
