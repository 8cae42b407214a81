import type { TaskState } from '../task/task.ts'
import type { Fact } from './entry.ts'

/** What a workflow run appends in one activity. */
export interface Batch {
  streamId: string
  /** Number in the stream of the last entry that this run knows. A new run's says where it branched off. */
  after: number
  /** Sequence number of the first fact within the run; contiguous from 1. */
  firstSeq: number
  facts: Fact[]
}

export interface Ack<S = TaskState> {
  lastSeq: number
  streamSeq: number
  /** Set when this run took over from one that knew more: the state to go on from. */
  rewoundTo: S | null
  /** Facts that the append computed and stored after those of the batch. */
  computed: Fact[]
}

/** Where a workflow's knowledge of its stream ends. */
export interface LedgerMark<S> {
  state: S
  /** Number in the stream of the last entry that this run knows. */
  after: number
  /** Last sequence number of this run; 0 for a run that has written nothing. */
  seq: number
}

/** Same key, other content. The task is frozen until an operator settles it. */
export class LedgerFork extends Error {
  override name = 'LedgerFork'
}
/** Another workflow run owns the stream. */
export class StaleRun extends Error {
  override name = 'StaleRun'
}
/** The run knows more than the ledger has: the ledger was restored to an older moment. */
export class LedgerGap extends Error {
  override name = 'LedgerGap'
}
