import type { Task } from '#api/tasks/contract.ts'
import { policyPlace } from '#domain/policy/policy-place.ts'
import { isStopped } from '#domain/task/task-rules.ts'
import { AppLink } from '../../ui/AppLink.tsx'

/** What a run used up stays used up: by itself nothing goes on then. */
export function NoneSpent({ task }: { task: Task }) {
  const policy = <AppLink href={policyPlace(task.projectId)}>the policy of {task.projectName}</AppLink>
  if (!isStopped(task.state))
    return <p>No budget holds it by now: it goes on by itself. All of them stand in {policy}.</p>
  return (
    <p>
      No budget is spent: its last run used all that one run may use. Raise it once, write to {task.agentName}
      , or say in {policy} that one run may use more; then the task goes on.
    </p>
  )
}
