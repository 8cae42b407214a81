import type { Ack, Batch } from '../ledger/batch.ts'
import type { Fact } from '../ledger/entry.ts'
import type { RewindPlace, RewoundFact, StreamEntry } from '../ledger/rewind.ts'

/** An append that a workflow's history shows: what was sent, and how it was answered. */
export interface ShownAppend {
  /** Of Temporal: whose append it was. */
  runId: string
  batch: Batch
  ack: Ack<unknown>
  /** When the answer came, ISO. */
  at: string
}

/** What a run of a workflow went on from. */
export interface ShownBegin {
  /** Number of the last entry that it knew. */
  after: number
  state: unknown
  /** When it was started, ISO. */
  at: string
}

/** The texts that a run of the agent was given. */
export interface ShownPack {
  hash: string
  system: string
  task: string
  message: string
}

/** What the histories of a stream's workflow show, of all its runs that Temporal keeps. */
export interface ShownStream {
  streamId: string
  begins: ShownBegin[]
  appends: ShownAppend[]
  packs: ShownPack[]
}

/** An entry as the record has it. */
export interface KeptEntry extends StreamEntry {
  runSeq: number
}

/** Entries that were one append, to be written as they were. */
export interface BackfillGroup {
  /** Number in the stream of the first of them. */
  first: number
  runId: string
  firstSeq: number
  /** Of a takeover; before the facts, under sequence number 0. */
  rewound: RewoundFact | null
  facts: Fact[]
  /** Set: the stream belongs to this run from here on. */
  owner: { runId: string; seq: number } | null
}

/** What has to be written so that a record that was put back to an older moment is whole again. */
export interface BackfillPlan {
  groups: BackfillGroup[]
  /** Numbers of entries that no history shows: something else than the workflow wrote them. */
  lost: number[]
  /** Why it goes no further, as a sentence; null: everything that the histories show is in. */
  stops: string | null
}

/** Streams of one kind of workflow, as far as putting back is concerned. */
export interface BackfillKind<S> {
  empty: S
  apply(state: S, fact: Fact): S
  rewound(entries: readonly StreamEntry[], place: RewindPlace, current: S): RewoundFact
  /** The stream's first entries, which were there before its workflow: of the state that they alone fold to. */
  opening(state: S): Fact[]
  /** Stands where an entry was that nobody knows any more. */
  lostEntry(streamSeq: number, at: string): Fact
  /** Says that it happened. */
  backfilled(body: { from: number; to: number; lost: number[] }, at: string): Fact
}

/** A stream of which the record has less than its workflow was told that it has. */
export interface BehindStream {
  /** Of its task or run. */
  key: string
  name: string
  projectId: string | null
  projectName: string
  /** Numbers of the last entries that the record has, and that the histories show. */
  kept: number
  known: number
  /** What would be written, a line each. */
  lines: string[]
  lost: number[]
  stops: string | null
}
