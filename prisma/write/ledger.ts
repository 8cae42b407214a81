import type { BackfillGroup } from '#domain/backfill/backfill.ts'
import type { Ack } from '#domain/ledger/batch.ts'
import { rewoundTask } from '#domain/ledger/rewind.ts'
import type { TaskState } from '#domain/task/task.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import type { Pool, Tx } from '../client.ts'
import { keepAdvanceGrants } from './advance-grants.ts'
import {
  type Append,
  appendTo,
  appendWithinTo,
  beginStream,
  type Compute as ComputeOf,
  type NewStream,
  type Outside,
  putBackInto,
  reconcile,
  refoldStream,
} from './append.ts'
import { keepChanged } from './changed-calls.ts'
import { keepReservations } from './reservations.ts'
import { tellRunOfEnd } from './runbook-notice.ts'
import { taskRowOf, upsertTask, withdrawForgotten } from './task-row.ts'
import { keepUnheeded } from './unheeded.ts'
import type { StreamChange, WorkflowStream } from './workflow-stream.ts'

export type { IsCurrentRun } from './workflow-stream.ts'
export type Compute = ComputeOf<TaskState>

async function keepRows(
  tx: Tx,
  streamId: string,
  { after, facts, isRewound }: StreamChange<TaskState>,
): Promise<void> {
  await keepReservations(tx, streamId, after, facts)
  await keepAdvanceGrants(tx, streamId, after, facts)
  if (isRewound) await withdrawForgotten(tx, streamId, after)
}

const taskStream: WorkflowStream<TaskState> = {
  name: 'append',
  empty: noTask,
  apply: applyEntry,
  isFrozen: ({ status }) => status === 'frozen',
  async stateOf(tx, streamId) {
    const { rows } = await tx.query<{ state: TaskState }>({
      name: 'task-state',
      text: `select state from task where id = substr($1, 6)`,
      values: [streamId],
    })
    return rows[0]?.state ?? null
  },
  upsert: upsertTask,
  rowOf: taskRowOf,
  rewound: rewoundTask,
  async settle(tx, streamId, change) {
    await keepRows(tx, streamId, change)
    await keepUnheeded(tx, streamId, change)
    await keepChanged(tx, change)
    await tellRunOfEnd(tx, streamId, change.before, change.after)
  },
}

/** Appends one batch of a task's workflow; see appendTo. */
export const append = (pool: Pool, request: Append<TaskState>): Promise<Ack> =>
  appendTo(taskStream, pool, request)

export const appendWithin = (tx: Tx, request: Append<TaskState>): Promise<Ack> =>
  appendWithinTo(taskStream, tx, request)

/** A new task's stream; see beginStream. */
export const beginTask = (tx: Tx, stream: NewStream): Promise<boolean> => beginStream(taskStream, tx, stream)

/** Facts of the reconciler onto a task's stream; see reconcile. */
export const reconcileTask = (tx: Tx, outside: Outside): Promise<TaskState> =>
  reconcile(taskStream, tx, outside)

/** Entries that a task's stream has lost; see putBackInto. Whoever waits for the task's end is not told. */
export const putBackTask = (
  tx: Tx,
  lost: { streamId: string; groups: readonly BackfillGroup[] },
): Promise<{ before: TaskState; after: TaskState }> =>
  putBackInto({ ...taskStream, settle: keepRows }, tx, lost)

/** A task's rows from its entries again; see refoldStream. */
export const refoldTask = (tx: Tx, streamId: string): Promise<TaskState> =>
  refoldStream(taskStream, tx, streamId)
