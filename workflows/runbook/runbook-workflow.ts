import { CancellationScope, isCancellation, setCurrentDetails, workflowInfo } from '@temporalio/workflow'
import { nextRunMove, type RunMove } from '#domain/runbook/next-move-rules.ts'
import type { RunbookInput } from './contract.ts'
import { now, OpenRun } from './open-run.ts'

/** One run of a runbook: its steps begun when what comes before them is over, each task a real one, each wait durable. */
export async function runbookWorkflow(input: RunbookInput): Promise<void> {
  const run = new OpenRun(input)
  try {
    await carryOut(run)
  } catch (error) {
    if (!isCancellation(error)) throw error
    await CancellationScope.nonCancellable(() => cancelledFromTemporal(run))
  }
}

async function carryOut(run: OpenRun): Promise<void> {
  for (;;) {
    await run.takeUp()
    const move = nextRunMove(run.state(), now())
    if (move.kind === 'end') {
      await run.flush()
      // While that was written it may have been resumed.
      if (run.isAtRest() && nextRunMove(run.state(), now()).kind === 'end') return
    } else await makeMove(run, move)
  }
}

async function makeMove(run: OpenRun, move: Exclude<RunMove, { kind: 'end' }>): Promise<void> {
  switch (move.kind) {
    case 'record':
      for (const fact of move.facts) run.advance(fact)
      return
    case 'startTasks':
      return run.startTasks(move.stepIds)
    case 'endTasks':
      return run.endTasks(move.stepIds)
    case 'await':
      present(run)
      return run.standBy(move.until)
    default:
      return move satisfies never
  }
}

/** What the Temporal UI shows. */
function present(run: OpenRun): void {
  const { definition, status, steps } = run.state()
  const lines = steps.map(
    ({ stepId, outcome, taskId }) => `- ${stepId}: ${outcome ?? 'open'} ${taskId ?? ''}`,
  )
  setCurrentDetails([`**${definition.name}**`, `State: ${status}`, lines.join('\n')].join('\n\n'))
}

async function cancelledFromTemporal(run: OpenRun): Promise<void> {
  const body = { reason: 'cancelled from Temporal', intentId: workflowInfo().runId }
  run.advance({ type: 'runbook_run_cancel_requested', actor: 'system:temporal', body })
  await carryOut(run)
}
