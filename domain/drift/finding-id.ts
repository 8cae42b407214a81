import { idAlphabet } from '../ids.ts'
import { sha256Of } from '../ledger/digest.ts'
import type { FindingKind } from './finding.ts'

/** The same difference found again is the same finding. */
export function findingIdOf(scope: string, kind: FindingKind, key: string): string {
  const bytes = sha256Of(JSON.stringify([scope, kind, key])).subarray(0, 16)
  return `fd_${Array.from(bytes, (byte) => idAlphabet[byte % 32]).join('')}`
}
