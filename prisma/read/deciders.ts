import { operatorCan, type Role } from '#domain/operator/permissions.ts'
import type { ProposalState } from '#domain/task/task.ts'
import type { Tx } from '../client.ts'

/** A proposal with the agreement of those alone who may decide by now: the yes of others counts no more. */
export async function asAgreed<P extends ProposalState | undefined>(tx: Tx, proposal: P): Promise<P> {
  if (!proposal?.approvedBy) return proposal
  const { approvedBy } = proposal
  const { rows } = await tx.query<{ actor: string; role: Role }>(
    `select 'operator:' || id as actor, role from "user" where 'operator:' || id = any($1) and "removedAt" is null`,
    [approvedBy.map(({ actor }) => actor)],
  )
  const deciders = rows.filter(({ role }) => operatorCan(role, 'decideApproval'))
  const counts = (actor: string) => deciders.some((one) => one.actor === actor)
  return { ...proposal, approvedBy: approvedBy.filter(({ actor }) => counts(actor)) }
}
