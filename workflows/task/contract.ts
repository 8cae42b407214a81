import type { Command } from '#domain/intent/intent.ts'
import type { LedgerMark } from '#domain/ledger/batch.ts'
import type { RunItem } from '#domain/run/run.ts'
import type { TaskState } from '#domain/task/task.ts'

export const taskWorkflowType = 'taskWorkflow'

export interface ArrivedIntent {
  id: string
  command: Command
}

export interface TaskInput {
  taskId: string
  ledger: LedgerMark<TaskState>
  /** Intents not acted on yet: carried over by continue-as-new, or the one that started this run again. */
  intents: ArrivedIntent[]
  /** Messages an agent's side sent and the workflow has not recorded yet. */
  items: RunItem[]
}

/** Signals are past tense. `intentArrived` carries an id only: what it may do is read from Postgres. */
export const signalNames = {
  intentArrived: 'intentArrived',
  itemsReported: 'itemsReported',
} as const

/** The command only routes; what the intent asks, and whether its actor may, is read from Postgres. */
export type IntentArrived = [intentId: string, command: Command]
export type ItemsReported = [items: RunItem[]]

export const searchAttributes = {
  ProjectId: 'KEYWORD',
  AgentId: 'KEYWORD',
  TaskState: 'KEYWORD',
  WaitingFor: 'KEYWORD',
} as const
