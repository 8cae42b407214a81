import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow'
import type { ExecutorActivities, RunActivities } from '#activities/openclaw/contract.ts'
import { controlQueueOf, effectKeyOf, runQueueOf } from '#domain/ids.ts'
import type { RunInput } from '#domain/run/run.ts'
import { executorOptions, runOptions } from '#workflows/activity-options.ts'

export interface BareInput {
  executorId: string
  first: RunInput
  /** Its message is what the effect answered. */
  second: Omit<RunInput, 'message'>
}

export const bareSignal = 'bareApproved'

/** The same calls of the gateway with no record: run, wait for a person, perform, run again. */
export async function bareWorkflow({ executorId, first, second }: BareInput): Promise<void> {
  const agent = proxyActivities<RunActivities>(
    runOptions(runQueueOf(executorId), { projectId: first.projectId, priority: 'normal' }),
  )
  const executor = proxyActivities<ExecutorActivities>(executorOptions(controlQueueOf(executorId)))
  let isApproved = false
  setHandler(defineSignal(bareSignal), () => {
    isApproved = true
  })
  const { items } = await agent.runAgent(first)
  const held = items.find((item) => item.kind === 'proposal')
  if (!held) throw new Error('the agent was not held back')
  await condition(() => isApproved)
  const { taskId, stepId, sessionKey } = first
  const effectKey = effectKeyOf(taskId, stepId, held.id)
  const { tool, hash } = held
  const grant = { grantId: 'bare', proposalId: held.id, effectKey, tool, hash }
  const { outcome, detail } = await executor.performEffect({ taskId, stepId, sessionKey, grant })
  if (outcome !== 'performed') throw new Error(`the effect is ${outcome}: ${detail}`)
  await agent.runAgent({ ...second, message: `Done: ${tool}. Result: ${detail}\n\nContinue with the task.` })
}
