import { ApiProblem } from '../../http/client.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { exact, timesForPeople } from '../../ui/time-format.ts'
import { countWords } from './task-wording.ts'

/** Over a task that is shown as it was, so that nobody takes it for now. */
export function PastNotice({ at, told, all }: { at: string; told: number; all: number }) {
  return (
    <Notice
      tone="waiting"
      icon="clock"
      what="This is the past:"
      why={`the task as it was on ${exact(new Date(at))}, after ${countWords(told)} of ${countWords(all)} entries. Nothing can be done from here.`}
    />
  )
}

/** It was not there then, or the address holds no time. */
export function PastProblem({ problem }: { problem: Error }) {
  const field = problem instanceof ApiProblem ? problem.errors[0] : undefined
  const said = field ? `The time in the address ${field.message}. Go back to now.` : problem.message
  return (
    <div role="alert">
      <EmptyState title="The task can’t be shown as it was then." first={timesForPeople(said)} />
    </div>
  )
}
