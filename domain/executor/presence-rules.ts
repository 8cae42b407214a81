import type { GatewayReport, PresenceState } from './executor.ts'

/** What Temporal says of a worker's heartbeats, and why it may say nothing. */
export type Sight = 'seen' | 'not_seen' | 'temporal_restarted' | 'temporal_away'

/** A live worker reports every 5 s; Temporal forgets all of them when it restarts (temporal.md 9). */
export const silentAfterMs = 12_000
const forgetfulForMs = 15_000

/** `answersForMs`: since when Temporal has answered without a gap. */
export function sightOf(isSeen: boolean, answersForMs: number): Sight {
  if (isSeen) return 'seen'
  return answersForMs < forgetfulForMs ? 'temporal_restarted' : 'not_seen'
}

export interface Observed {
  sight: Sight
  report: GatewayReport | null
  /** Milliseconds since the worker's last report; null where there is none. */
  reportAgeMs: number | null
}

/** Three reports missed. */
const staleAfterMs = 30_000

const drains = 'The worker was asked to stop: its runs end, and what waits starts once it is started again.'

const silentGateway = 'The gateway does not answer.'

/** Nothing of it can end, or start, while its gateway is away: that is said as well. */
function drainDetail({ drain, gateway, detail }: GatewayReport): string {
  const said = drain ? `${drain}. Its runs end, and what waits starts once that is lifted.` : drains
  return gateway ? said : `${said} It is not connected to its gateway meanwhile: ${detail || silentGateway}`
}

const stopped = {
  state: 'worker_stopped',
  detail: 'The worker was stopped. Start it with npm start; on a Mac of its own, with npm run mac-mini.',
} as const

/** Told in place of what was recorded last: that may be over since. */
export const unwatched = {
  state: 'unknown',
  detail:
    'The control worker is silent, or has just started, so nobody looks whether this executor is there. What it does goes on by itself; see to the control worker, npm start starts it.',
} as const

/** The state of an executor and a sentence that says what to do about it. */
export function presenceOf({ sight, report, reportAgeMs }: Observed): {
  state: PresenceState
  detail: string
} {
  if (sight !== 'seen' && report?.link === 'stopping') return stopped
  if (sight === 'temporal_restarted')
    return {
      state: 'unknown',
      detail: 'Temporal, or what asks it, has just started; workers report within 10 s.',
    }
  if (sight === 'temporal_away')
    return { state: 'unknown', detail: 'Temporal does not answer; it is what knows of workers.' }
  if (sight === 'not_seen')
    return {
      state: 'unreachable',
      detail: 'No sign of the worker. Check that the machine is on and connected.',
    }
  if (!report) return { state: 'gateway_down', detail: 'The worker has not reached its gateway yet.' }
  if (reportAgeMs !== null && reportAgeMs > staleAfterMs)
    return {
      state: 'unknown',
      detail:
        'The worker lives, and its reports do not arrive. Check apiUrl and apiToken in its file mac-mini/config.json.',
    }
  if (report.link === 'stopping') return stopped
  if (report.link === 'draining') return { state: 'draining', detail: drainDetail(report) }
  if (report.link === 'refused') return { state: 'gateway_refuses', detail: report.detail }
  if (report.link !== 'connected') return { state: 'gateway_down', detail: report.detail || silentGateway }
  return { state: 'ready', detail: '' }
}
