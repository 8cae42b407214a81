import { CancellationScope, condition } from '@temporalio/workflow'
import type { Ack, Batch, LedgerMark } from '#domain/ledger/batch.ts'
import type { Fact } from '#domain/ledger/entry.ts'

type Send<T> = (batch: Batch) => Promise<T>

export interface WorkflowLedger<S> {
  /** What is recorded, in flight and queued, folded. */
  state(): S
  mark(): LedgerMark<S>
  isAtRest(): boolean
  /** Folds the fact at once and queues it; it leaves with the next record or flush. */
  advance(fact: Fact): void
  /** A fat activity: takes what is queued along and stores what it computes in the same transaction. */
  record<T extends { ack: Ack<S> }>(send: Send<T>): Promise<T>
  /** Returns when everything is written. Before an effect, before a wait on a human, at the end. */
  flush(): Promise<void>
}

interface Ledgered<S> {
  streamId: string
  mark: LedgerMark<S>
  /** The fold of this kind of stream. */
  apply: (state: S, fact: Fact) => S
  /** What carries a queue that nothing else takes along. */
  append: Send<{ ack: Ack<S> }>
}

/** The workflow's half of the ledger. */
export function openLedger<S>({ streamId, mark, apply, append }: Ledgered<S>): WorkflowLedger<S> {
  let recorded = mark
  let inFlight: Fact[] = []
  let queue: Fact[] = []
  let isBusy = false
  let failure: unknown

  async function send<T extends { ack: Ack<S> }>(call: Send<T>): Promise<T> {
    isBusy = true
    inFlight = queue
    queue = []
    try {
      const batch = { streamId, after: recorded.after, firstSeq: recorded.seq + 1, facts: inFlight }
      // What is on its way is written: a cancelled append would leave a run that knows neither yes nor no.
      const answer = await CancellationScope.nonCancellable(() => call(batch))
      const { ack } = answer
      // A takeover may tell of entries that this run did not know: on from there, then our own.
      const state = [...inFlight, ...ack.computed].reduce(apply, ack.rewoundTo ?? recorded.state)
      recorded = { state, after: ack.streamSeq, seq: ack.lastSeq }
      inFlight = []
      return answer
    } catch (error) {
      failure ??= error
      throw error
    } finally {
      isBusy = false
    }
  }

  async function pump(): Promise<void> {
    while (!isBusy && failure === undefined && queue.length > 0) await send(append).catch(() => {})
  }

  return {
    state: () => [...inFlight, ...queue].reduce(apply, recorded.state),
    mark: () => recorded,
    isAtRest: () => !isBusy && queue.length === 0,
    advance(fact) {
      queue.push(fact)
    },
    async record(call) {
      while (isBusy) await condition(() => !isBusy)
      if (failure !== undefined) throw failure
      return send(call)
    },
    async flush() {
      while (isBusy || (queue.length > 0 && failure === undefined)) {
        await pump()
        await condition(() => !isBusy)
      }
      if (failure !== undefined) throw failure
    },
  }
}
