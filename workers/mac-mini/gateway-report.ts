import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Gateway, GatewayLink } from '#activities/openclaw/openclaw-client.ts'
import type { GatewayReport } from '#domain/executor/executor.ts'
import { asJson, type ControlPlane, request, taken } from './control-plane.ts'
import type { MacKillSwitch } from './kill-switch.ts'

export interface GatewayReportDeps extends ControlPlane {
  gateway: Gateway
  killSwitch: Pick<MacKillSwitch, 'stopFile' | 'drain' | 'onChange'>
  workerVersion: string
  /** Asked on its Mac to stop once its runs have ended. */
  draining: AbortSignal
  logger: Logger
  /** Between reports without a change, milliseconds. */
  everyMs?: number
}

/** What the worker does of itself; null: it works. */
type Leaving = 'draining' | 'stopping' | null

export interface Reported extends Pick<GatewayReport, 'stopFileChanges'> {
  link: GatewayLink
  workerVersion: string
  /** What the file that stops this Mac says; null: it is not there. */
  stopFile: string | null
  /** Who had it drain, and why; null: no operator did. */
  drain: string | null
  leaving?: Leaving
}

export function reportOf({ link, leaving = null, drain, ...own }: Reported): GatewayReport {
  return {
    link: leaving ?? (drain === null ? link.state : 'draining'),
    detail: link.detail.slice(0, 1_000),
    gateway: link.state === 'connected' ? link.facts : null,
    ...own,
    drain,
    ...(link.state === 'connected' && link.installed),
  }
}

/** Tells the control plane how the gateway is: on every change, and again and again. Nothing waits for it. */
export async function reportGateway(deps: GatewayReportDeps, signal: AbortSignal): Promise<void> {
  const { gateway, killSwitch, draining, workerVersion, everyMs = 10_000 } = deps
  let hasFailed = false
  const tell = async (leaving: Leaving) => {
    const orders = { ...killSwitch.stopFile(), drain: leaving === null ? killSwitch.drain() : null }
    const report = reportOf({ link: gateway.link(), workerVersion, ...orders, leaving })
    const problem = await post(deps, report)
    if (problem && !hasFailed) deps.logger.warn({ problem }, 'the control plane did not take the report')
    hasFailed = problem !== null
  }
  while (!signal.aborted) {
    const changed = new AbortController()
    // Before it is told, so that a change on the way is not missed.
    const forget = gateway.onChange(() => changed.abort())
    const forgetSwitch = killSwitch.onChange(() => changed.abort())
    const wasDraining = draining.aborted
    await tell(wasDraining ? 'draining' : null)
    const enough = AbortSignal.any([signal, changed.signal, ...(wasDraining ? [] : [draining])])
    await sleep(hasFailed ? Math.min(2_000, everyMs) : everyMs, undefined, { signal: enough }).catch(() => {})
    forget()
    forgetSwitch()
  }
  await tell('stopping')
}

async function post(to: ControlPlane, report: GatewayReport): Promise<string | null> {
  try {
    await taken(await request(to, 'report', asJson(report)))
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
