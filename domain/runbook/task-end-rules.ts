import type { TaskState } from '../task/task.ts'

/** A frozen task ends its step too: nothing but an operator moves it on. */
const outcomes: Partial<Record<TaskState['status'], 'done' | 'failed' | 'cancelled'>> = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  frozen: 'failed',
}

/** What a task's end means to the step that it carries out; null while it goes on. */
export function taskEndOf({ status, summary, error }: Pick<TaskState, 'status' | 'summary' | 'error'>) {
  const outcome = outcomes[status]
  if (!outcome) return null
  const why = outcome === 'done' ? null : error || `The task ended ${status}.`
  return { outcome, summary: summary ?? '', error: why }
}
