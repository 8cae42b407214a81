import type { BackfillGroup } from '#domain/backfill/backfill.ts'
import { type Ack, type Batch, LedgerFork, LedgerGap } from '#domain/ledger/batch.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { isRewind, type RewoundFact } from '#domain/ledger/rewind.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import {
  entriesOfBatch,
  entriesOfStream,
  insertEntries,
  lockStream,
  rowOf,
  type StreamRow,
} from './entry-rows.ts'
import { insertStream, type StartingIntent } from './intent-rows.ts'
import { takeOver } from './take-over.ts'
import { wake } from './wake.ts'
import type { IsCurrentRun, WorkflowStream } from './workflow-stream.ts'

/** Facts that need the database, computed under the stream's lock and behind the fence; a retry gets the stored ones. */
export type Compute<S> = (tx: Tx, state: S) => Promise<Fact[]>

export interface Append<S> {
  runId: string
  batch: Batch
  isCurrentRun: IsCurrentRun
  compute?: Compute<S>
}

/**
 * Appends one batch of a workflow run to its stream, and the row with it, in one transaction.
 * The same batch again gets its stored answer. Throws LedgerFork, StaleRun or LedgerGap.
 */
export async function appendTo<S>(kind: WorkflowStream<S>, pool: Pool, request: Append<S>): Promise<Ack<S>> {
  const ack = await inTransaction(pool, (tx) => appendWithinTo(kind, tx, request))
  wake(pool, 'ledger')
  return ack
}

/** Within the caller's transaction, who wakes the readers after the commit. */
export async function appendWithinTo<S>(
  kind: WorkflowStream<S>,
  tx: Tx,
  { runId, batch, isCurrentRun, compute }: Append<S>,
): Promise<Ack<S>> {
  const stream = await lockStream(tx, batch.streamId)
  const isOwner = stream.ownerRunId === runId
  // An owner behind the stream's end repeats a takeover that had no facts, and so left no number of its own.
  if (!isOwner || batch.firstSeq <= stream.ownerSeq || batch.after < stream.lastSeq) {
    const stored = await storedAnswer<S>(tx, runId, batch)
    if (stored) return stored
  }
  // Before the run's own numbers: in a restored ledger they leave a gap as well, and that is no fork.
  if (batch.after > stream.lastSeq) {
    throw new LedgerGap(`${batch.streamId}: run knows ${batch.after}, ledger has ${stream.lastSeq}`)
  }
  if (isOwner && batch.firstSeq !== stream.ownerSeq + 1) {
    throw new LedgerFork(`${batch.streamId} ${runId}: seq ${batch.firstSeq} after ${stream.ownerSeq}`)
  }
  const before = (await kind.stateOf(tx, batch.streamId)) ?? kind.empty
  const rewound = isOwner
    ? null
    : await takeOver(kind, tx, { runId, batch, stream, isCurrentRun, state: before })

  let state = rewound ? kind.apply(before, rewound) : before
  state = batch.facts.reduce(kind.apply, state)
  const computed = compute ? await compute(tx, state) : []
  state = computed.reduce(kind.apply, state)
  const facts = [...batch.facts, ...computed]
  const lastSeq = batch.firstSeq + facts.length - 1
  const streamSeq = await write(kind, tx, {
    streamId: batch.streamId,
    runId,
    firstSeq: batch.firstSeq,
    stream,
    facts,
    rewound,
    before,
    state,
    owner: { runId, epoch: stream.epoch + (isOwner ? 0 : 1), seq: lastSeq },
  })
  return { lastSeq, streamSeq, rewoundTo: rewound ? stateIn<S>(rewound) : null, computed }
}

const stateIn = <S>(rewound: RewoundFact): S => rewound.body.state as S

/** The same key with the same content is a no-op that answers as the first time did. */
async function storedAnswer<S>(tx: Tx, runId: string, batch: Batch): Promise<Ack<S> | null> {
  const rows = await entriesOfBatch(tx, batch.streamId, runId, batch.firstSeq)
  const stored = rows.filter((row) => row.runSeq !== 0 && row.batch === batch.firstSeq)
  const takeover = rows.find((row) => isRewind(row.fact) && row.fact.body.after === batch.after)
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
    rewoundTo: takeover && isRewind(takeover.fact) ? stateIn<S>(takeover.fact) : null,
    computed: facts.slice(batch.facts.length),
  }
}

interface Write<S> {
  streamId: string
  runId: string
  firstSeq: number
  stream: StreamRow
  facts: Fact[]
  rewound: Fact | null
  before: S
  state: S
  /** Who owns the stream afterwards. */
  owner: { runId: string | null; epoch: number; seq: number }
}

async function write<S>(kind: WorkflowStream<S>, tx: Tx, w: Write<S>): Promise<number> {
  const slot = { streamId: w.streamId, projectId: w.stream.projectId, runId: w.runId, batch: w.firstSeq }
  const numbered = [
    ...(w.rewound ? [{ fact: w.rewound, runSeq: 0 }] : []),
    ...w.facts.map((fact, i) => ({ fact, runSeq: w.firstSeq + i })),
  ]
  const rows = numbered.map(({ fact, runSeq }, i) => rowOf(slot, w.stream.lastSeq + 1 + i, runSeq, fact))
  const streamSeq = w.stream.lastSeq + rows.length
  await tx.query({
    name: kind.name,
    text: `with ${insertEntries},
      moved as (update stream set owner_run_id = $8, epoch = $9, owner_seq = $10, last_seq = $6 where id = $1),
      ${kind.upsert.trimStart()}`,
    values: [
      w.streamId,
      w.stream.projectId,
      w.runId,
      w.firstSeq,
      JSON.stringify(rows),
      streamSeq,
      JSON.stringify(kind.rowOf(w.state)),
      w.owner.runId,
      w.owner.epoch,
      w.owner.seq,
    ],
  })
  const change = { before: w.before, after: w.state, facts: w.facts, isRewound: w.rewound !== null }
  await kind.settle(tx, w.streamId, change)
  return streamSeq
}

/** The rows of a stream, written from its entries again: no fact, and the stream stays whose it is. */
export async function refoldStream<S>(kind: WorkflowStream<S>, tx: Tx, streamId: string): Promise<S> {
  const stream = await lockStream(tx, streamId)
  const entries = await entriesOfStream(tx, streamId)
  const state = entries.reduce((folded, { fact }) => kind.apply(folded, fact), kind.empty)
  const owner = { runId: stream.ownerRunId, epoch: stream.epoch, seq: stream.ownerSeq }
  const nothing = { runId: 'reconciler', firstSeq: 0, facts: [], rewound: null }
  await write(kind, tx, { streamId, stream, owner, ...nothing, before: state, state })
  return state
}

/**
 * Entries that a stream has lost, as they were: who wrote them and under which numbers. Its lock is held, and what they
 * are was made out behind it. Answers the states before and after.
 */
export async function putBackInto<S>(
  kind: WorkflowStream<S>,
  tx: Tx,
  { streamId, groups }: { streamId: string; groups: readonly BackfillGroup[] },
): Promise<{ before: S; after: S }> {
  const begin = (await kind.stateOf(tx, streamId)) ?? kind.empty
  let state = begin
  for (const { owner, first: _, ...group } of groups) {
    const stream = await lockStream(tx, streamId)
    const before = state
    state = [...(group.rewound ? [group.rewound] : []), ...group.facts].reduce(kind.apply, before)
    const { ownerRunId, epoch, ownerSeq } = stream
    const next = owner
      ? { ...owner, epoch: epoch + (owner.runId === ownerRunId ? 0 : 1) }
      : { runId: ownerRunId, epoch, seq: ownerSeq }
    await write(kind, tx, { streamId, ...group, stream, owner: next, before, state })
  }
  return { before: begin, after: state }
}

export interface NewStream {
  streamId: string
  projectId: string
  intent: StartingIntent
  facts: Fact[]
}

/**
 * A new stream with its first facts, which the api records, within the caller's transaction. Answers whether it is new:
 * one that its intent has begun before stays as it is.
 */
export async function beginStream<S>(
  kind: WorkflowStream<S>,
  tx: Tx,
  { facts, ...begun }: NewStream,
): Promise<boolean> {
  if (!(await insertStream(tx, begun))) return false
  const { streamId, projectId } = begun
  const stream = { projectId, ownerRunId: null, epoch: 0, ownerSeq: 0, lastSeq: 0 }
  const owner = { runId: null, epoch: 0, seq: 0 }
  const own = { streamId, runId: 'api', firstSeq: 1, stream, facts, rewound: null, owner }
  const state = facts.reduce(kind.apply, kind.empty)
  await write(kind, tx, { ...own, before: kind.empty, state })
  return true
}

export interface Outside {
  streamId: string
  facts: Fact[]
  /**
   * `fence` takes the stream from the run that had it, so that a late append of it is refused. `note` leaves it to
   * that run, which needs not know of these facts to go on.
   */
  as: 'fence' | 'note'
  /** Absent: the reconciler. */
  writer?: 'api' | 'reconciler'
}

/** Facts of somebody who is no run of the stream's workflow, within the caller's transaction. */
export async function reconcile<S>(
  kind: WorkflowStream<S>,
  tx: Tx,
  { streamId, facts, as, writer: runId = 'reconciler' }: Outside,
): Promise<S> {
  const stream = await lockStream(tx, streamId)
  const before = (await kind.stateOf(tx, streamId)) ?? kind.empty
  const state = facts.reduce(kind.apply, before)
  const { rows } = await tx.query<{ last: number }>(
    'select coalesce(max(run_seq), 0)::int as last from entry where stream_id = $1 and run_id = $2',
    [streamId, runId],
  )
  const firstSeq = (rows[0]?.last ?? 0) + 1
  const owner =
    as === 'fence'
      ? { runId: null, epoch: stream.epoch + 1, seq: 0 }
      : { runId: stream.ownerRunId, epoch: stream.epoch, seq: stream.ownerSeq }
  await write(kind, tx, { streamId, runId, firstSeq, stream, facts, rewound: null, owner, before, state })
  return state
}
