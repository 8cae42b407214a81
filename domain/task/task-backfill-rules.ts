import type { BackfillKind } from '../backfill/backfill.ts'
import type { Fact, FactOf } from '../ledger/entry.ts'
import { rewoundTask } from '../ledger/rewind.ts'
import { openingOf } from '../run/adoption-rules.ts'
import type { TaskState } from './task.ts'
import { applyEntry, noTask } from './task-state.ts'

const actor = 'system:reconciler'

/** What was asked for; of a run that was adopted also that it was under way, as `openingOf` wrote it. */
function opening(state: TaskState): Fact[] {
  const asked = requested(state)
  const { adopted, policy, runs } = state
  if (!adopted || !policy) return [asked]
  const reserved = runs[0]?.reserved
  return openingOf(asked, { policy, ...(reserved && { reserved }) })
}

function requested(state: TaskState): FactOf<'task_requested'> {
  const { projectId, agentId, executorId, title, intent, deliverables, intentIds } = state
  const { runbook, priority, deadline, budget, adopted } = state
  const body = { projectId, agentId, executorId, title, intent, deliverables, intentId: intentIds[0] ?? '' }
  return {
    ...{ type: 'task_requested', at: state.requestedAt, actor: state.requestedBy },
    body: {
      ...body,
      ...(runbook && { runbook }),
      ...(priority && { priority }),
      ...(deadline && { deadline: { at: deadline.at, end: deadline.end } }),
      ...(budget && { budget }),
      ...(adopted && { adopted }),
    },
  }
}

/** How the stream of a task is put back. */
export const taskBackfill: BackfillKind<TaskState> = {
  empty: noTask,
  apply: applyEntry,
  rewound: rewoundTask,
  opening,
  lostEntry: (streamSeq, at) => ({ type: 'entry_lost', at, actor, body: { streamSeq } }),
  backfilled: (body, at) => ({ type: 'entries_backfilled', at, actor, body }),
}
