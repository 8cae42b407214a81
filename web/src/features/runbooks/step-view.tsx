import type { RunbookRun } from '#api/runbooks/contract.ts'
import { ownOf } from '#domain/runbook/input-rules.ts'
import type { StepRun } from '#domain/runbook/run.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { taskStatusLook } from '../../ui/task-status.ts'
import { span } from '../../ui/time-format.ts'
import { waitWords } from '../../words/wait-words.ts'
import type { StepView } from './StepGraph.tsx'
import { stepLook, stepTitle } from './step-look.ts'

/** How one step of a run stands: what it is about now, its state, how long it took, and the way to its task. */
export function stepView(run: RunbookRun, step: RunbookStep): StepView {
  const known = run.state.steps.find(({ stepId }) => stepId === step.id)
  const task = run.tasks.find(({ id }) => id === known?.taskId)
  const isOpen = Boolean(known?.startedAt && !known.endedAt)
  const taskLook = isOpen && task ? taskStatusLook[task.status] : null
  const isWaiting = taskLook !== null && task?.status === 'waiting' && task.waitKind !== null
  return {
    title: known?.text ?? task?.title ?? stepTitle(step, run.state.inputs),
    look: taskLook
      ? { ...taskLook, ...(isWaiting && task && { word: `Waits ${waitWords(task)}` }) }
      : stepLook(step, known, run.state.status),
    isBegun: Boolean(known?.startedAt),
    href: known?.taskId ? `/tasks/${known.taskId}` : null,
    note: known?.startedAt && (known.endedAt ? ended(run, known) : <OpenNote known={known} />),
  }
}

function ended({ deciders }: RunbookRun, { stepId, startedAt, endedAt }: StepRun) {
  const decider = ownOf(deciders, stepId)
  if (decider) return `by ${decider}`
  return startedAt && endedAt ? `in ${span(Date.parse(endedAt) - Date.parse(startedAt))}` : null
}

const OpenNote = ({ known: { startedAt, dueAt } }: { known: StepRun }) =>
  dueAt ? (
    <RelativeTime at={new Date(dueAt)} />
  ) : (
    startedAt && <RelativeTime at={new Date(startedAt)} as="span" />
  )
