import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow'
import type { TaskState } from '#domain/task/task.ts'

const taskState = defineSearchAttributeKey('TaskState', SearchAttributeType.KEYWORD)
const waitingFor = defineSearchAttributeKey('WaitingFor', SearchAttributeType.KEYWORD)

/** What moves by itself waits for its executor until that has taken the run: a change costs an event each. */
function shownOf(task: TaskState): { state: string; waits: string } {
  const run = task.runs.findLast((one) => one.endedAt === null)
  if (run?.acceptedAt) return { state: 'running', waits: 'nobody' }
  if (task.endedAt !== null || task.status === 'frozen') return { state: task.status, waits: 'nobody' }
  return task.wait ? { state: task.status, waits: task.wait.kind } : { state: 'waiting', waits: 'executor' }
}

/** What the Temporal UI and its search show. */
export function present(task: TaskState): void {
  const { state, waits } = shownOf(task)
  const shown = workflowInfo().typedSearchAttributes
  if (shown.get(taskState) !== state || shown.get(waitingFor) !== waits) {
    upsertSearchAttributes([
      { key: taskState, value: state },
      { key: waitingFor, value: waits },
    ])
  }
  setCurrentDetails(
    [
      `**${task.title}**`,
      `State: ${state}`,
      ...(task.wait ? [`Waits for: ${task.wait.kind} (${task.wait.detail}) since ${task.wait.since}`] : []),
      `Runs: ${task.runs.length}, proposals: ${task.proposals.length}`,
    ].join('\n\n'),
  )
}
