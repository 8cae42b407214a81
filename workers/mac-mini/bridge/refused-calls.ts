import type { RefusedCalls } from '#domain/executor/refused-calls.ts'
import { openTellings } from './tellings.ts'

export interface RefusedCallsDeps {
  /** Tells the control plane. Throws where it does not answer. */
  tell(calls: RefusedCalls): Promise<void>
  onError(error: Error, where: string): void
  everyMs?: number
}

const mostPaths = 10

/** Calls of the bridge by somebody who does not have its token: counted here, told together. */
export function openRefusedCalls({ tell, onError, everyMs }: RefusedCallsDeps) {
  const tellings = openTellings<RefusedCalls>({
    ...{ tell, joined, ...(everyMs !== undefined && { everyMs }) },
    onError: (error) => onError(error, 'refused calls of the bridge'),
  })
  return {
    ...tellings,
    note: (path: string): void =>
      tellings.note({ count: 1, paths: [path.slice(0, 100)], since: new Date().toISOString() }),
  }
}

const joined = (earlier: RefusedCalls, later: RefusedCalls): RefusedCalls => ({
  count: earlier.count + later.count,
  paths: [...new Set([...earlier.paths, ...later.paths])].slice(0, mostPaths),
  since: earlier.since,
})
