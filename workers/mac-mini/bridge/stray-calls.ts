import type { StrayCalls } from '#domain/run/blocked-call.ts'
import { openTellings } from './tellings.ts'

export interface StrayCallsDeps {
  /** Tells the control plane. Throws where it does not answer. */
  tell(calls: StrayCalls): Promise<void>
  onError(error: Error, where: string): void
  everyMs?: number
}
export type StrayCall = StrayCalls['calls'][number]

const mostCalls = 10

/** Calls that the gate blocked and no open run is behind: counted here, told together. */
export function openStrayCalls({ tell, onError, everyMs }: StrayCallsDeps) {
  const tellings = openTellings<StrayCalls>({
    ...{ tell, joined, ...(everyMs !== undefined && { everyMs }) },
    onError: (error) => onError(error, 'stray calls'),
  })
  return {
    stop: tellings.stop,
    note: (call: StrayCall): void =>
      tellings.note({ count: 1, calls: [call], since: new Date().toISOString() }),
  }
}

/** The same call again is only counted. */
function joined(earlier: StrayCalls, later: StrayCalls): StrayCalls {
  const calls = new Map([...earlier.calls, ...later.calls].map((call) => [JSON.stringify(call), call]))
  return {
    count: earlier.count + later.count,
    calls: [...calls.values()].slice(0, mostCalls),
    since: earlier.since,
  }
}
