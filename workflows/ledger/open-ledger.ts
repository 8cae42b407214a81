import { CancellationScope, condition } from '@temporalio/workflow'
import type { Ack, Batch } from '#domain/ledger/batch.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import { applyEntry } from '#domain/task/task-state.ts'
import type { LedgerMark } from '../task/contract.ts'

type Send<T extends { ack: Ack }> = (batch: Batch) => Promise<T>

export interface WorkflowLedger {
  /** What is recorded, in flight and queued, folded. */
  state(): TaskState
  mark(): LedgerMark
  isAtRest(): boolean
  /** Folds the fact at once and queues it; it leaves with the next record or flush. */
  advance(fact: Fact): void
  /** A fat activity: takes what is queued along and stores what it computes in the same transaction. */
  record<T extends { ack: Ack }>(send: Send<T>): Promise<T>
  /** Returns when everything is written. Before an effect, before a wait on a human, at the end. */
  flush(): Promise<void>
}

/** The workflow's half of the ledger. `append` is what carries a queue that nothing else takes along. */
export function openLedger(streamId: string, mark: LedgerMark, append: Send<{ ack: Ack }>): WorkflowLedger {
  let recorded = mark
  let inFlight: Fact[] = []
  let queue: Fact[] = []
  let isBusy = false
  let failure: unknown

  async function send<T extends { ack: Ack }>(call: Send<T>): Promise<T> {
    isBusy = true
    inFlight = queue
    queue = []
    try {
      const batch = { streamId, after: recorded.after, firstSeq: recorded.seq + 1, facts: inFlight }
      // What is on its way is written: a cancelled append would leave a run that knows neither yes nor no.
      const answer = await CancellationScope.nonCancellable(() => call(batch))
      const { ack } = answer
      // A takeover may tell of entries that this run did not know: on from there, then our own.
      const state = [...inFlight, ...ack.computed].reduce(applyEntry, ack.rewoundTo ?? recorded.state)
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
    state: () => [...inFlight, ...queue].reduce(applyEntry, recorded.state),
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
