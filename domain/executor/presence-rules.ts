import type { GatewayReport, PresenceState } from './executor.ts'

export interface Observed {
  /** Whether Temporal has seen a worker heartbeat within 12 s; null just after Temporal restarted. */
  isWorkerSeen: boolean | null
  report: GatewayReport | null
  /** Milliseconds since the worker's last report; null where there is none. */
  reportAgeMs: number | null
}

/** Three reports missed. */
const staleAfterMs = 30_000

/** The state of an executor and a sentence that says what to do about it. */
export function presenceOf({ isWorkerSeen, report, reportAgeMs }: Observed): {
  state: PresenceState
  detail: string
} {
  if (isWorkerSeen === null)
    return { state: 'unknown', detail: 'Temporal restarted; workers report within 10 s.' }
  if (!isWorkerSeen) {
    return report?.link === 'stopping'
      ? { state: 'worker_stopped', detail: 'The worker was stopped. Start it with npm start.' }
      : { state: 'unreachable', detail: 'No sign of the worker. Check that the machine is on and connected.' }
  }
  if (!report) return { state: 'gateway_down', detail: 'The worker has not reached its gateway yet.' }
  if (reportAgeMs !== null && reportAgeMs > staleAfterMs)
    return {
      state: 'unknown',
      detail:
        'The worker lives, and its reports do not arrive. Check apiUrl and apiToken in its file mac-mini/config.json.',
    }
  if (report.link === 'refused') return { state: 'gateway_refuses', detail: report.detail }
  if (report.link !== 'connected')
    return { state: 'gateway_down', detail: report.detail || 'The gateway does not answer.' }
  return { state: 'ready', detail: '' }
}
