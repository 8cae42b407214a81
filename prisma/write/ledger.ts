import { type Ack, type Batch, LedgerFork, LedgerGap, StaleRun } from '#domain/ledger/batch.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { entriesOfBatch, insertEntries, lockStream, rowOf, type StreamRow } from './entry-rows.ts'
import { keepReservations } from './reservations.ts'
import { rewindOf } from './takeover.ts'
import { taskRowOf, upsertTask, withdrawForgotten } from './task-row.ts'
import { wake } from './wake.ts'

/** Facts that need the database, computed under the stream's lock and behind the fence; a retry gets the stored ones. */
export type Compute = (tx: Tx, state: TaskState) => Promise<Fact[]>
/** Whether Temporal says that this is the current, running run of the workflow. Run ids alone have no order. */
export type IsCurrentRun = (workflowId: string, runId: string) => Promise<boolean>

interface Append {
  runId: string
  batch: Batch
  isCurrentRun: IsCurrentRun
  compute?: Compute
}

/**
 * Appends one batch of a workflow run to its task's stream, and the row with it, in one transaction.
 * The same batch again gets its stored answer. Throws LedgerFork, StaleRun or LedgerGap.
 */
export async function append(pool: Pool, request: Append): Promise<Ack> {
  const ack = await inTransaction(pool, (tx) => appendWithin(tx, request))
  wake(pool, 'ledger')
  return ack
}

async function appendWithin(tx: Tx, { runId, batch, isCurrentRun, compute }: Append): Promise<Ack> {
  const stream = await lockStream(tx, batch.streamId)
  const isOwner = stream.ownerRunId === runId
  // An owner behind the stream's end repeats a takeover that had no facts, and so left no number of its own.
  if (!isOwner || batch.firstSeq <= stream.ownerSeq || batch.after < stream.lastSeq) {
    const stored = await storedAnswer(tx, runId, batch)
    if (stored) return stored
  }
  if (isOwner && batch.firstSeq !== stream.ownerSeq + 1) {
    throw new LedgerFork(`${batch.streamId} ${runId}: seq ${batch.firstSeq} after ${stream.ownerSeq}`)
  }
  if (batch.after > stream.lastSeq) {
    throw new LedgerGap(`${batch.streamId}: run knows ${batch.after}, ledger has ${stream.lastSeq}`)
  }
  const before = await currentState(tx, batch.streamId)
  const rewound = isOwner ? null : await takeOver(tx, { runId, batch, stream, isCurrentRun, state: before })

  let state = rewound ? applyEntry(before, rewound) : before
  state = batch.facts.reduce(applyEntry, state)
  const computed = compute ? await compute(tx, state) : []
  state = computed.reduce(applyEntry, state)
  const facts = [...batch.facts, ...computed]
  const lastSeq = batch.firstSeq + facts.length - 1
  const streamSeq = await write(tx, {
    streamId: batch.streamId,
    runId,
    firstSeq: batch.firstSeq,
    stream,
    facts,
    rewound,
    state,
    owner: { runId, epoch: stream.epoch + (isOwner ? 0 : 1), seq: lastSeq },
  })
  return { lastSeq, streamSeq, rewoundTo: rewound ? stateOf(rewound) : null, computed }
}

const stateOf = (rewound: Fact): TaskState => (rewound.body as { state: unknown }).state as TaskState

async function currentState(tx: Tx, streamId: string): Promise<TaskState> {
  const { rows } = await tx.query<{ state: TaskState }>({
    name: 'task-state',
    text: `select state from task where id = substr($1, 6)`,
    values: [streamId],
  })
  return rows[0]?.state ?? noTask
}

/** The same key with the same content is a no-op that answers as the first time did. */
async function storedAnswer(tx: Tx, runId: string, batch: Batch): Promise<Ack | null> {
  const rows = await entriesOfBatch(tx, batch.streamId, runId, batch.firstSeq)
  const stored = rows.filter((row) => row.runSeq !== 0 && row.batch === batch.firstSeq)
  const takeover = rows.find((row) => isTakeoverOf(row.fact, batch))
  const last = stored.at(-1) ?? takeover
  if (!last) {
    if (rows.some((row) => row.runSeq === batch.firstSeq && row.runSeq !== 0)) {
      throw new LedgerFork(`${batch.streamId} ${runId}/${batch.firstSeq}: inside another batch`)
    }
    return null
  }
  const facts = stored.map((row) => row.fact)
  if (canonicalOf(facts.slice(0, batch.facts.length)) !== canonicalOf(batch.facts)) {
    throw new LedgerFork(`${batch.streamId} ${runId}/${batch.firstSeq}: other content`)
  }
  return {
    lastSeq: batch.firstSeq + stored.length - 1,
    streamSeq: last.streamSeq,
    rewoundTo: takeover ? stateOf(takeover.fact) : null,
    computed: facts.slice(batch.facts.length),
  }
}

const isTakeoverOf = (fact: Fact, batch: Batch) => fact.type === 'rewound' && fact.body.after === batch.after

interface TakeOver {
  runId: string
  batch: Batch
  stream: StreamRow
  isCurrentRun: IsCurrentRun
  state: TaskState
}

/** Asked under the stream's lock, so that no later run can have taken over in between. */
async function takeOver(
  tx: Tx,
  { runId, batch, stream, isCurrentRun, state }: TakeOver,
): Promise<Fact | null> {
  const past = await tx.query('select 1 from entry where stream_id = $1 and run_id = $2 limit 1', [
    batch.streamId,
    runId,
  ])
  if (past.rowCount || !(await isCurrentRun(batch.streamId, runId))) {
    throw new StaleRun(`${batch.streamId}: ${runId} is not the current run`)
  }
  return stream.lastSeq === batch.after ? null : rewindOf(tx, batch, stream.lastSeq, state)
}

interface Write {
  streamId: string
  runId: string
  firstSeq: number
  stream: StreamRow
  facts: Fact[]
  rewound: Fact | null
  state: TaskState
  /** Who owns the stream afterwards. */
  owner: { runId: string | null; epoch: number; seq: number }
}

async function write(tx: Tx, w: Write): Promise<number> {
  const slot = { streamId: w.streamId, projectId: w.stream.projectId, runId: w.runId, batch: w.firstSeq }
  const numbered = [
    ...(w.rewound ? [{ fact: w.rewound, runSeq: 0 }] : []),
    ...w.facts.map((fact, i) => ({ fact, runSeq: w.firstSeq + i })),
  ]
  const rows = numbered.map(({ fact, runSeq }, i) => rowOf(slot, w.stream.lastSeq + 1 + i, runSeq, fact))
  const streamSeq = w.stream.lastSeq + rows.length
  await tx.query({
    name: 'append',
    text: `with ${insertEntries},
      moved as (update stream set owner_run_id = $8, epoch = $9, owner_seq = $10, last_seq = $6 where id = $1),
      ${upsertTask.trimStart()}`,
    values: [
      w.streamId,
      w.stream.projectId,
      w.runId,
      w.firstSeq,
      JSON.stringify(rows),
      streamSeq,
      JSON.stringify(taskRowOf(w.state)),
      w.owner.runId,
      w.owner.epoch,
      w.owner.seq,
    ],
  })
  await keepReservations(tx, w.streamId, w.state, w.facts)
  if (w.rewound) await withdrawForgotten(tx, w.streamId, w.state)
  return streamSeq
}

/**
 * Facts of the api (a task's first entry) and the reconciler onto a task's stream, within the caller's transaction.
 * The reconciler fences: it takes the stream from the run that had it, so that a late append of it is refused.
 */
export async function appendAs(
  tx: Tx,
  writer: 'api' | 'reconciler',
  streamId: string,
  facts: Fact[],
): Promise<TaskState> {
  const stream = await lockStream(tx, streamId)
  const state = facts.reduce(applyEntry, await currentState(tx, streamId))
  const { rows } = await tx.query<{ last: number }>(
    'select coalesce(max(run_seq), 0)::int as last from entry where stream_id = $1 and run_id = $2',
    [streamId, writer],
  )
  const firstSeq = (rows[0]?.last ?? 0) + 1
  const owner =
    writer === 'reconciler'
      ? { runId: null, epoch: stream.epoch + 1, seq: 0 }
      : { runId: stream.ownerRunId, epoch: stream.epoch, seq: stream.ownerSeq }
  await write(tx, { streamId, runId: writer, firstSeq, stream, facts, rewound: null, state, owner })
  return state
}
