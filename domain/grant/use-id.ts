import { canonicalOf, sha256Hex } from '../ledger/digest.ts'

/**
 * Of a call that passed by a permission given in advance: its name among the task's effects. Deterministic: told again, it is the
 * same use of the same permission.
 */
export const useIdOf = (effectKey: string): string =>
  `p_${sha256Hex(canonicalOf({ passed: effectKey })).slice(0, 24)}`
