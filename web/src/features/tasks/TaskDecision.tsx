import type { Task } from '#api/tasks/contract.ts'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { StandingOffer } from './effects/StandingOffer.tsx'
import { MessageBox } from './MessageBox.tsx'
import css from './TaskDecision.module.css'
import { TaskStanding } from './TaskStanding.tsx'
import { useTask, useTaskEntries } from './task-queries.ts'
import { namesIn } from './timeline-groups.ts'

interface TaskDecisionProps {
  taskId: string
  /** A proposal or a question; null where the task itself needs a person. */
  subjectId: string | null
}

/** One thing to decide, for a page that is not the task's own. Stays and says the outcome once it is decided. */
export function TaskDecision({ taskId, subjectId }: TaskDecisionProps) {
  const task = useTask(taskId)
  const entries = useTaskEntries(taskId)
  if (task.data && !entries.isPending) {
    return (
      <div className={css.stack}>
        <TaskStanding task={task.data} nameOf={namesIn(entries.data ?? [])} subjectId={subjectId} />
        {isTalkedOver(task.data, subjectId) && <MessageBox task={task.data} />}
        {subjectId !== null && isProposal(task.data, subjectId) && (
          // Last, so that nothing moves when it comes.
          <StandingOffer key={subjectId} proposalId={subjectId} agentName={task.data.agentName} isQuiet />
        )}
      </div>
    )
  }
  if (task.error) return <p role="alert">The task cannot be read now: {task.error.message}</p>
  return <SkeletonRows label="decision" count={4} />
}

const isProposal = ({ state }: Task, subjectId: string) =>
  state.proposals.some(({ proposalId }) => proposalId === subjectId)

/** Where no button settles it, a word to the agent does. */
const isTalkedOver = ({ state }: Task, subjectId: string | null) =>
  subjectId === null || state.proposals.some((p) => p.proposalId === subjectId && p.status === 'uncertain')
