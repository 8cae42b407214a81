import type { RunbookRun } from '#api/runbooks/contract.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { taskStatusLook } from '../../ui/task-status.ts'
import { span } from '../../ui/time-format.ts'
import css from './runbooks.module.css'
import { stepLook } from './step-look.ts'

/** How one step of a run stands: by icon and word, with how long it took and the way to its task. */
export function StepState({ run, step }: { run: RunbookRun; step: RunbookStep }) {
  const now = useNow()
  const known = run.state.steps.find(({ stepId }) => stepId === step.id)
  const task = run.tasks.find(({ id }) => id === known?.taskId)
  const isOpen = known?.startedAt && !known.endedAt
  const look = isOpen && task ? taskStatusLook[task.status] : stepLook(step, known, run.state.status)
  const end = known?.endedAt ? Date.parse(known.endedAt) : now.getTime()
  return (
    <>
      <ToneMark look={look} />
      {known?.startedAt && !known.dueAt && (
        <span className={css.quiet}>{span(end - Date.parse(known.startedAt))}</span>
      )}
      {known?.dueAt && isOpen && (
        <span className={css.quiet}>
          <RelativeTime at={new Date(known.dueAt)} />
        </span>
      )}
      {run.deciders[step.id] && <span className={css.quiet}>by {run.deciders[step.id]}</span>}
      {known?.taskId && (
        <AppLink href={`/tasks/${known.taskId}`} aria-label={`Task of ${step.id}`}>
          Task
        </AppLink>
      )}
    </>
  )
}
