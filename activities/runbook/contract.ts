import type { Ack, Batch } from '#domain/ledger/batch.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import type { ArrivedRunIntent } from '#workflows/runbook/contract.ts'

export interface RunRecorded {
  ack: Ack<RunbookRunState>
  /** Intents that were delivered and that the stream does not know: their signals were lost in a reset. */
  missed: ArrivedRunIntent[]
}

/** On the control queue. Few and fat: each costs six events of history. */
export interface RunbookActivities {
  /** Appends, and resolves intents into the facts they ask for: decisions, ends of tasks, resuming, cancelling. */
  recordRun(request: { batch: Batch; intentIds: string[] }): Promise<RunRecorded>
  /** Makes the task of each step, once whatever happens, and records that it began. */
  startStepTasks(request: { batch: Batch; stepIds: string[] }): Promise<RunRecorded>
  /** Tells the open tasks of these steps to end; each answers by its end. */
  endStepTasks(request: { batch: Batch; stepIds: string[] }): Promise<RunRecorded>
}
