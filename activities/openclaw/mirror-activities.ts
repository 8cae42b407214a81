import { whenThere } from './beating.ts'
import type { MirrorActivities } from './contract.ts'
import { repairOn } from './gateway-repair.ts'
import { type MirrorDeps, takeSnapshot } from './gateway-snapshot.ts'
import type { Gateway } from './openclaw-client.ts'
import { lookAtRun } from './run-life.ts'
import { RunSession } from './run-session.ts'

/** All wait for the gateway, for as long as it is away. */
export function createMirrorActivities(deps: MirrorDeps & { gateway: Gateway }): MirrorActivities {
  const { gateway } = deps
  return {
    snapshotGateway: (request) => whenThere(gateway, () => takeSnapshot(deps, request)),
    lookAtRun: ({ sessionKey, runIds }) =>
      whenThere(gateway, () => lookAtRun(new RunSession(gateway, sessionKey, runIds), runIds)),
    repairSubject: (request) => whenThere(gateway, () => repairOn(deps, request)),
  }
}
