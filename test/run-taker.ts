import { setTimeout as sleep } from 'node:timers/promises'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import type { GatewayLink } from '#activities/openclaw/openclaw-client.ts'
import { openRunRest } from '../workers/mac-mini/run-rest.ts'
import { takeRuns } from '../workers/mac-mini/run-shifts.ts'
import { createRunWorker, createShortWorker, type MacMiniWorkerDeps } from '../workers/mac-mini/worker.ts'
import type { FarSide } from './control-plane.ts'
import { aGatewayLink } from './gateway-link.ts'
import { aKillSwitch } from './kill-switch.ts'

interface Setting {
  slots: number
  link: GatewayLink['state']
}

/** Takes runs as a Mac's worker does; what it has taken waits for its gateway, as there. */
export async function startRuns(env: TestWorkflowEnvironment, farSide: FarSide, { slots, link }: Setting) {
  const gateway = aGatewayLink()
  gateway.set(link)
  const runAgent: FarSide['runAgent'] = async (run) => {
    while (gateway.link().state !== 'connected') await sleep(20)
    return farSide.runAgent(run)
  }
  const activities = { ...farSide, runAgent } as unknown as MacMiniWorkerDeps['activities']
  const deps = { connection: env.nativeConnection, namespace: 'default', executorId: 'mac-mini', activities }
  const leave = new AbortController()
  const runs = takeRuns({
    create: (count) => createRunWorker(deps, count),
    slots,
    held: () => 0,
    rest: openRunRest(aKillSwitch(), gateway),
    leaving: leave.signal,
    say: () => {},
  })
  const short = await createShortWorker(deps)
  const shorts = short.run()
  return {
    gateway,
    async stop() {
      leave.abort()
      short.shutdown()
      await Promise.all([runs, shorts])
    },
  }
}
