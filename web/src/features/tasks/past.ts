import { createContext, useContext } from 'react'
import type { TaskState } from '#domain/task/task.ts'
import type { TaskAction } from '#domain/task/task-rules.ts'
import { useRole } from '../../app/me.ts'
import { actionRefusal } from './refusal-rules.ts'

/** Whether the task is shown as it was; then everything that acts is disabled. */
export const PastContext = createContext(false)

const pastRefusal = 'This is the past. Go back to now to act.'
export const usePastRefusal = (): string | null => (useContext(PastContext) ? pastRefusal : null)

/** Why this may not be done to the task that is shown. */
export function useActionRefusal(task: TaskState, action: TaskAction): string | null {
  const role = useRole()
  return usePastRefusal() ?? actionRefusal(role, task, action)
}
