import type { GatewayReport, KeptReport } from './executor.ts'
import { type FoundVersions, type Mismatch, type Part, testedVersions } from './tested-versions.ts'

const parts = Object.keys(testedVersions) as Part[]

/** The practice gateway is of the version that it stands in for. */
const bare = (version: string) => version.replace(/^practice-/, '')

type Connected = Pick<GatewayReport, 'gateway' | 'plugin' | 'protocol'>

/** Of each part; null: not known. */
export const versionsOf = (report: GatewayReport | null): FoundVersions => ({
  worker: report?.workerVersion ?? null,
  ...connectedTo(report),
})

/** What it was connected to last, while it is not connected to anything. */
export const lastVersionsOf = (report: KeptReport | null): FoundVersions => ({
  worker: null,
  ...connectedTo(report?.lastSeen ?? null),
})

const connectedTo = (to: Connected | null) => ({
  gateway: to?.gateway?.version ?? null,
  plugin: to?.plugin ?? null,
  protocol: to?.protocol?.toString() ?? null,
})

/** What is another version than was tested. What is not known is none. */
export function mismatchesOf(found: FoundVersions): Mismatch[] {
  return parts.flatMap((part) => {
    const [version, tested] = [found[part], testedVersions[part]]
    return version === null || bare(version) === tested ? [] : [{ part, found: version, tested }]
  })
}
