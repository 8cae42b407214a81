import type { FactOf } from '../ledger/entry.ts'
import { withIntent } from './fold.ts'
import type { TaskState } from './task.ts'
import { isEnded } from './task-rules.ts'

/** A second fork on top of the first changes nothing of what the task was. */
export function frozenBy(state: TaskState, { body }: FactOf<'task_frozen'>): TaskState {
  const was = state.fork?.was ?? (state.status === 'frozen' ? 'preparing' : state.status)
  const error = state.fork ? state.fork.error : state.error
  return { ...state, status: 'frozen', error: body.message, fork: { ...body.fork, was, error } }
}

/** What the record holds stays, and so do claims and grants: only the run that forked is left behind. */
export function unfrozenBy(state: TaskState, { body }: FactOf<'fork_settled'>): TaskState {
  const { was, error } = state.fork ?? { was: 'preparing' as const, error: null }
  const settled: TaskState = { ...withIntent(state, body.intentId), status: was, error, fork: null }
  return body.verdict === 'go_on' || isEnded(was) ? settled : { ...settled, cancelReason: body.reason }
}
