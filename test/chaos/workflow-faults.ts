import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client'
import type { TestProduct } from '../product.ts'
import { patiently } from './operators.ts'

/** From Temporal's own side, past everything of ours: as somebody does it in its UI. */
export async function openWorkflows({ product }: Pick<TestProduct, 'product'>) {
  const { address, namespace } = product.temporal
  const connection = await patiently(() => Connection.connect({ address }))
  const client = new Client({ connection, namespace })

  /** One of those that run now; `pick` from 0 to 1. Null where none runs. */
  async function oneOf(pick: number): Promise<{ workflowId: string; runId: string } | null> {
    const running: { workflowId: string; runId: string }[] = []
    for await (const one of client.workflow.list({ query: `ExecutionStatus='Running'` }))
      if (one.workflowId.startsWith('task/')) running.push({ workflowId: one.workflowId, runId: one.runId })
    running.sort((one, other) => (one.workflowId < other.workflowId ? -1 : 1))
    return running[Math.floor(pick * running.length)] ?? null
  }

  return {
    async terminate(pick: number): Promise<string | null> {
      // Chosen once: an answer that gets lost must not have another one terminated as well.
      const one = await eventually(() => oneOf(pick))
      if (!one) return null
      const handle = client.workflow.getHandle(one.workflowId, one.runId)
      await eventually(() => handle.terminate('chaos').catch(unlessOver))
      return one.workflowId
    },
    /** Back to one of the moments at which its workflow had decided something; `point` from 0 to 1. */
    async reset(pick: number, point: number): Promise<string | null> {
      return eventually(async () => {
        const one = await oneOf(pick)
        if (!one) return null
        const { events } = await client.workflow.getHandle(one.workflowId, one.runId).fetchHistory()
        const points = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)
        const chosen = points[Math.floor(point * points.length)]?.eventId
        if (!chosen) return null
        await client.workflowService.resetWorkflowExecution({
          namespace,
          workflowExecution: one,
          reason: 'chaos',
          workflowTaskFinishEventId: chosen,
          requestId: crypto.randomUUID(),
        })
        return one.workflowId
      })
    },
    close: () => connection.close(),
  }
}
export type OpenWorkflows = Awaited<ReturnType<typeof openWorkflows>>

function unlessOver(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error
}

/** Temporal may be away, or the workflow over just now. */
async function eventually<T>(work: () => Promise<T>): Promise<T | null> {
  for (let left = 20; left > 0; left--) {
    try {
      return await work()
    } catch {
      await sleep(1_000)
    }
  }
  return null
}
