import { type AskedFor, askedFor, asksByRisk, isWhole } from '#domain/approval/asked-rules.ts'
import type { EffectivePolicy } from '#domain/policy/effective-rules.ts'
import type { ProposalState } from '#domain/task/task.ts'
import type { Pool, Tx } from '../client.ts'
import { firstThere, isFirstOfKind } from './allowed-before.ts'

/** Whom the policy asks for by now of this proposal as it is decided: by what it does, and by its risk as the record knows it. */
export async function askedOf(
  db: Pool | Tx,
  effective: EffectivePolicy,
  wanted: ProposalState,
): Promise<AskedFor> {
  const known = { isWhole: isWhole(wanted), isFirst: false, isFirstThere: false }
  if (!asksByRisk(effective)) return askedFor(effective, wanted, known)
  const { proposalId: id, tool, effectClass, parameters } = wanted
  const isFirst = await isFirstOfKind(db, id)
  const first = await firstThere(db, [{ id, tool, effectClass, parameters }])
  return askedFor(effective, wanted, { ...known, isFirst, isFirstThere: first.has(id) })
}
