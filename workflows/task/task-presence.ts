import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow'
import type { Move } from '#domain/task/next-move-rules.ts'
import type { TaskState } from '#domain/task/task.ts'

const taskState = defineSearchAttributeKey('TaskState', SearchAttributeType.KEYWORD)
const waitingFor = defineSearchAttributeKey('WaitingFor', SearchAttributeType.KEYWORD)

/** What the Temporal UI and its search show. Each change costs an event, so a run counts as one state. */
export function present(task: TaskState, move: Move): void {
  const isRunning = move.kind !== 'await' && move.kind !== 'end'
  const state = isRunning ? 'running' : task.status
  const waits = isRunning ? 'nobody' : (task.wait?.kind ?? 'nobody')
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
      `State: ${task.status}`,
      ...(task.wait ? [`Waits for: ${task.wait.kind} (${task.wait.detail}) since ${task.wait.since}`] : []),
      `Runs: ${task.runs.length}, proposals: ${task.proposals.length}`,
    ].join('\n\n'),
  )
}
