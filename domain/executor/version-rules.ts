import type { GatewayReport } from './executor.ts'
import { type FoundVersions, type Mismatch, type Part, testedVersions } from './tested-versions.ts'

const parts = Object.keys(testedVersions) as Part[]

/** The practice gateway is of the version that it stands in for. */
const bare = (version: string) => version.replace(/^practice-/, '')

/** Of each part; null: not known. */
export function versionsOf(report: GatewayReport | null): FoundVersions {
  const protocol = report?.protocol ?? null
  return {
    worker: report?.workerVersion ?? null,
    gateway: report?.gateway?.version ?? null,
    plugin: report?.plugin ?? null,
    protocol: protocol === null ? null : String(protocol),
  }
}

/** What is another version than was tested. What is not known is none. */
export function mismatchesOf(found: FoundVersions): Mismatch[] {
  return parts.flatMap((part) => {
    const [version, tested] = [found[part], testedVersions[part]]
    return version === null || bare(version) === tested ? [] : [{ part, found: version, tested }]
  })
}
