import { type IdKind, newId } from './ids.ts'
import { sha256Of } from './ledger/digest.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** An id of the shape that newId gives, the same for the same words. Not for workflow code: it hashes. */
export function idFrom(kind: IdKind, ...words: string[]): string {
  const prefix = newId(kind).split('_')[0]
  const bytes = sha256Of(JSON.stringify([kind, ...words])).subarray(0, 16)
  return `${prefix}_${Array.from(bytes, (byte) => alphabet[byte % 32]).join('')}`
}
