import type { LedgerMark } from '#domain/ledger/batch.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import type { RunCommand } from '#domain/runbook/run-intent.ts'

export const runbookWorkflowType = 'runbookWorkflow'

export interface ArrivedRunIntent {
  id: string
  command: RunCommand
}

export interface RunbookInput {
  runId: string
  ledger: LedgerMark<RunbookRunState>
  /** Intents not acted on yet: the one that started this run again. */
  intents: ArrivedRunIntent[]
}
