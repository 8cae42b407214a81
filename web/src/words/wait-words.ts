import type { AgentReport } from '#api/agents/contract.ts'
import type { WaitKind } from '#domain/task/task.ts'
import { taskStatusLook } from '../ui/task-status.ts'

const waits: Record<WaitKind, string> = {
  executor: 'for its executor',
  approval: 'for an approval',
  operator: 'for an answer',
  retry: 'for its next try',
  budget: 'for its budget',
  dependency: 'for another task',
  project: 'for its project',
  hours: 'for its hours',
  limit: 'for a free place',
  loop: 'for its agent to be let go on',
  kill_switch: 'for a kill switch to be lifted',
}

type Wait = Pick<AgentReport['waits'][number], 'status' | 'waitKind'>

/** What open tasks do or stand still for: "for an approval", "running". */
export const waitWords = ({ status, waitKind }: Wait): string =>
  status === 'waiting' && waitKind ? waits[waitKind] : taskStatusLook[status].word.toLowerCase()
