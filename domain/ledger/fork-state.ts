import type { FactOf } from './entry.ts'
import type { Fork } from './fork.ts'

/** A task, or a run of a runbook. */
interface Forkable {
  status: string
  error: string | null
  cancelReason: string | null
  fork?: (Partial<Fork> & { was: string; error: string | null }) | null | undefined
}

/** The state that moves by itself, and those that are ends. */
interface Statuses<S extends Forkable> {
  atWork: S['status']
  ends: readonly string[]
}

/** How a fork and its end change the states of one kind. The intent that settled it is the caller's to note. */
export function forkFolds<S extends Forkable>({ atWork, ends }: Statuses<S>) {
  return {
    /** A second fork on top of the first changes nothing of what it was. */
    frozenBy(state: S, { body }: FactOf<'task_frozen' | 'runbook_run_frozen'>): S {
      const was = state.fork?.was ?? (state.status === 'frozen' ? atWork : state.status)
      const error = state.fork ? state.fork.error : state.error
      return { ...state, status: 'frozen', error: body.message, fork: { ...body.fork, was, error } }
    },
    /** What the record holds stays: only the run of the workflow that forked is left behind. */
    unfrozenBy(state: S, { body }: FactOf<'fork_settled' | 'runbook_run_fork_settled'>): S {
      const { was, error } = state.fork ?? { was: atWork, error: null }
      const settled: S = { ...state, status: was, error, fork: null }
      return body.verdict === 'go_on' || ends.includes(was)
        ? settled
        : { ...settled, cancelReason: body.reason }
    },
  }
}
