import type { ShownStream } from '#domain/backfill/backfill.ts'

/** One run of a workflow that keeps a stream. Times ISO. */
export interface Execution {
  streamId: string
  /** Of Temporal. */
  runId: string
  startedAt: string
  /** Null: it goes on. */
  closedAt: string | null
}

/** What Temporal keeps of what workflows were told. */
export interface Histories {
  /** All runs that go on, and all that ended since then. */
  executions(since: string): Promise<Execution[]>
  /** Number of the last entry of its stream that a run knows of. */
  lastKnown(execution: Pick<Execution, 'streamId' | 'runId'>): Promise<number>
  /** Of all runs of this stream's workflow. */
  shown(streamId: string): Promise<ShownStream>
}
