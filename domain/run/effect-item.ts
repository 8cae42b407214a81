import { canonicalOf, sha256Hex } from '../ledger/digest.ts'
import type { EffectResult, Grant, RunItem } from './run.ts'

/** What became of a granted call, as an item. Told again it is the same; a better knowledge of it is another. */
export function effectItemOf(
  { proposalId, effectKey }: Pick<Grant, 'proposalId' | 'effectKey'>,
  stepId: string,
  { outcome, detail }: EffectResult,
): RunItem {
  const id = `e_${sha256Hex(canonicalOf([effectKey, outcome])).slice(0, 24)}`
  return { kind: 'effect', id, at: new Date().toISOString(), stepId, proposalId, effectKey, outcome, detail }
}
