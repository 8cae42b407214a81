import { givenBackBy } from './inquiry-state.ts'
import type { RunState, TaskState } from './task.ts'

/** What a run that is queued takes along of what its task had to tell, and to spend. */
export function takenBy({ news, retryAt, error, raise }: TaskState): Pick<RunState, 'took'> {
  const isAny = news.length > 0 || retryAt !== null || raise !== undefined
  return isAny ? { took: { news, retryAt, error, ...(raise && { raise }) } } : {}
}

/** Its gateway has it: nothing of that is given back any more. */
export const forgetful = (state: TaskState, stepId: string): TaskState => ({
  ...state,
  runs: state.runs.map(({ took, ...run }) => (took && run.stepId !== stepId ? { ...run, took } : run)),
})

/** Nobody was told anything, and no grant was used. Due since the run was, the task keeps its place in the line of what is held. */
export function givenBack(state: TaskState, stepId: string): TaskState {
  const run = state.runs.find((one) => one.stepId === stepId)
  if (!run) return state
  const { news = [], retryAt = null, error = null, raise } = run.took ?? {}
  return {
    ...state,
    news: [...news, ...state.news],
    retryAt,
    error,
    ...(raise && { raise }),
    dueSince: run.dueAt ?? run.queuedAt,
    proposals: state.proposals.map((proposal) => {
      const own = givenBackBy(proposal, stepId)
      return own.status === 'claimed' && own.usedIn === stepId ? { ...own, usedIn: null } : own
    }),
  }
}
