/** By which Temporal names a worker: what an executor's has taken is told from it. */
export const workerIdentityOf = (executorId: string, process: string): string => `${executorId}/${process}`

export const isWorkerOf = (executorId: string, identity: string): boolean =>
  identity.startsWith(`${executorId}/`)
