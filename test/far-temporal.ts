import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'

/** Temporal's far side: what reached it, and what it says to that. It is there unless `answer` throws. */
export function farTemporal() {
  const reached: string[] = []
  const far = { reached, answer: async (_workflowId: string, _what: string): Promise<void> => {}, known: 0 }
  const told = () => defaultPayloadConverter.toPayload({ ack: { streamSeq: far.known } })
  const history = () => ({
    events: [{ activityTaskCompletedEventAttributes: { result: { payloads: [told()] } } }],
  })
  const take = async (what: string, workflowId: string) => {
    await far.answer(workflowId, what)
    reached.push(`${what} ${workflowId}`)
  }
  const client = {
    workflow: {
      start: (_: unknown, { workflowId }: { workflowId: string }) => take('start', workflowId),
      getHandle: (workflowId: string) => ({
        signal: (_: unknown, __: string, command: string) => take(command, workflowId),
        describe: async () =>
          reached.includes(`start ${workflowId}`) ? { runId: 'r1' } : await isOver(workflowId),
      }),
    },
    workflowService: { getWorkflowExecutionHistoryReverse: async () => ({ history: history() }) },
    options: { namespace: 'default' },
  } as unknown as Client
  return Object.assign(far, { client })
}

export const isOver = async (workflowId: string): Promise<void> => {
  throw new WorkflowNotFoundError('workflow execution already completed', workflowId, undefined)
}

export const refuseForGood = async (): Promise<void> => {
  const details = 'exceeded workflow execution limit for signal events'
  const message = `3 INVALID_ARGUMENT: ${details}`
  const cause = Object.assign(new Error(message), { code: 3, details, metadata: {} })
  throw new ServiceError('Failed to signal Workflow', { cause })
}
