import type { Fact, FactOf } from '../ledger/entry.ts'
import { withReopened } from './deadline-rules.ts'
import type { ProposalState, RunState, TaskNews, TaskState } from './task.ts'

/** What one type of entry does to a task, before its standing is worked out. */
export type Fold<T extends Fact['type']> = (state: TaskState, fact: FactOf<T>) => TaskState
export type FoldsOf<T extends Fact['type']> = { [K in T]: Fold<K> }

export const onRun = (state: TaskState, stepId: string, change: Partial<RunState>): TaskState => ({
  ...state,
  runs: state.runs.map((run) => (run.stepId === stepId ? { ...run, ...change } : run)),
})

export const onProposal = (state: TaskState, id: string, change: Partial<ProposalState>): TaskState => ({
  ...state,
  proposals: state.proposals.map((p) => (p.proposalId === id ? { ...p, ...change } : p)),
})

export const withItem = (state: TaskState, itemId: string): TaskState => ({
  ...state,
  itemIds: [...state.itemIds, itemId],
})

export const withIntent = (state: TaskState, intentId: string): TaskState => ({
  ...state,
  intentIds: [...state.intentIds, intentId],
})

export const withNews = (state: TaskState, news: TaskNews): TaskState => ({
  ...state,
  news: [...state.news, news],
})

/** A message, a retry or a wish to look opens an ended task, and one that waits for verification, again. */
export function reopened({ returns: _, ...state }: TaskState, at: string): TaskState {
  const isOpen = !['done', 'failed', 'cancelled', 'needs_verification'].includes(state.status)
  if (isOpen) return state
  const deadline = state.deadline && { deadline: withReopened(state.deadline, at) }
  return { ...state, ...deadline, status: 'preparing', endedAt: null, cancelReason: null }
}
