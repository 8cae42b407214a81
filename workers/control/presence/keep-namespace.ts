import type { Connection } from '@temporalio/client'
import type { Logger } from '#platform/logger.ts'
import { ensureNamespace } from '#platform/temporal.ts'
import { pause } from '#prisma/write/listen.ts'
import { searchAttributes } from '#workflows/task/contract.ts'

export interface NamespaceDeps {
  connection: Connection
  namespace: string
  logger: Logger
  signal: AbortSignal
}

const everyMs = 5_000

/** A Temporal that lost its state has no namespace either. Made again at once, the workers go on without ending first. */
export async function keepNamespace({ connection, namespace, logger, signal }: NamespaceDeps): Promise<void> {
  while (!signal.aborted) {
    await pause(everyMs, signal)
    await ensureNamespace(connection, namespace, searchAttributes, () => {}).catch((error) =>
      logger.debug({ error: String(error) }, 'whether the namespace is there is unknown'),
    )
  }
}
