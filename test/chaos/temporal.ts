import { Client, Connection } from '@temporalio/client'
import type { TestProduct } from '../product.ts'
import { patiently } from './operators.ts'
import type { SeenWorkflow } from './oracle/evidence.ts'

/** Temporal's own word on the workflow of every task. */
export async function seenWorkflows(
  { product }: TestProduct,
  taskIds: readonly string[],
): Promise<SeenWorkflow[]> {
  const { address, namespace } = product.temporal
  const connection = await patiently(() => Connection.connect({ address }))
  const client = new Client({ connection, namespace })
  try {
    const seen: SeenWorkflow[] = []
    for (const taskId of taskIds) {
      const described = await client.workflow
        .getHandle(`task/${taskId}`)
        .describe()
        .catch(() => null)
      seen.push({ taskId, status: described?.status.name ?? 'NONE' })
    }
    return seen
  } finally {
    await connection.close()
  }
}
