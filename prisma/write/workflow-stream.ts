import type { Fact } from '#domain/ledger/entry.ts'
import type { RewindPlace, RewoundFact, StreamEntry } from '#domain/ledger/rewind.ts'
import type { Tx } from '../client.ts'

/** What the streams of one kind of workflow are: their fold, their row, and what a rewind keeps. */
export interface WorkflowStream<S> {
  /** Of its prepared statement. */
  name: string
  /** Of a stream without entries. */
  empty: S
  apply(state: S, fact: Fact): S
  /** The state as the row has it; null where there is none yet. */
  stateOf(tx: Tx, streamId: string): Promise<S | null>
  /** Something was refused for good: only who knows that may write, until an operator settles it. */
  isFrozen(state: S): boolean
  /** For the statement of the entries; $1: stream, $6: its last number, $7: rowOf. */
  upsert: string
  rowOf(state: S): object
  /** The entry of a run that starts again before where the stream ends. */
  rewound(entries: readonly StreamEntry[], place: RewindPlace, current: S): RewoundFact
  /** In the same transaction, after the row is written. */
  settle(tx: Tx, streamId: string, change: StreamChange<S>): Promise<void>
}

export interface StreamChange<S> {
  before: S
  after: S
  facts: readonly Fact[]
  isRewound: boolean
}

/** Whether Temporal says that this is the current, running run of the workflow. Run ids alone have no order. */
export type IsCurrentRun = (workflowId: string, runId: string) => Promise<boolean>
