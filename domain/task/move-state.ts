import { type FoldsOf, withIntent } from './fold.ts'
import type { RunState, TaskState } from './task.ts'
import { isInLine } from './task-rules.ts'

/** To another executor, with the agent. A run of it that waits in line waits in the other one's, behind its project's. */
export const moveFolds: FoldsOf<'task_moved' | 'task_stayed'> = {
  task_moved: (state, { body: { executorId, intentId }, at }) => ({
    ...onExecutor(withIntent(state, intentId), executorId),
    runs: state.runs.map((run) =>
      isInLine(run) && executorId !== state.executorId ? moved(run, state.executorId, at) : run,
    ),
  }),
  task_stayed: (state, { body: { executorId, intentId } }) => ({
    ...onExecutor(intentId === undefined ? state : withIntent(state, intentId), executorId),
    runs: state.runs.map((run) => (executorId === state.executorId ? run : back(run, executorId))),
  }),
}

/** What it waits for names the executor. */
function onExecutor(state: TaskState, executorId: string): TaskState {
  const { wait } = state
  return { ...state, executorId, wait: wait?.kind === 'executor' ? { ...wait, detail: executorId } : wait }
}

function moved(
  { priority = 'normal', movedAt, left = [], ...run }: RunState,
  from: string,
  at: string,
): RunState {
  const place = { priority, queuedAt: movedAt ?? run.queuedAt, executorId: from }
  return { ...run, priority, movedAt: at, left: [...left, place] }
}

/** In the place that it had there, which it never left. */
function back({ movedAt, left = [], ...run }: RunState, executorId: string): RunState {
  const place = left.at(-1)
  if (place?.executorId !== executorId) return { ...run, ...(movedAt && { movedAt }), left }
  const before = left.slice(0, -1)
  return {
    ...run,
    ...(place.queuedAt !== run.queuedAt && { movedAt: place.queuedAt }),
    ...(before.length > 0 && { left: before }),
  }
}
