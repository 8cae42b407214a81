import type { Ack, Batch } from '#domain/ledger/batch.ts'
import type { RunInput } from '#domain/run/run.ts'
import type { ArrivedIntent } from '#workflows/task/contract.ts'

export interface Recorded {
  ack: Ack
  /** Intents that were delivered and that the stream does not know: their signals were lost in a reset. */
  missed: ArrivedIntent[]
}

export interface Prepared extends Recorded {
  /** Null: the run is held, and its task's state says by what. */
  run: RunInput | null
}

/** On the control queue. Few and fat: each costs six events of history. */
export interface TaskActivities {
  /** Appends, and resolves intents into the facts they ask for: message, answer, cancel, retry, acceptance. */
  record(request: { batch: Batch; intentIds: string[] }): Promise<Recorded>
  /** Records the run with its context and policy and answers what the executor needs for it, or records what holds it. */
  prepareRun(request: { batch: Batch }): Promise<Prepared>
  /** Reads a decision, checks who decided and whether they may, claims the effect: once for ever. */
  claimEffect(request: { batch: Batch; intentId: string }): Promise<Recorded>
}
