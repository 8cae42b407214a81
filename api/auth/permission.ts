import { Refused } from '#domain/errors.ts'
import { type Action, type Role, refusalOf } from '#domain/operator/permissions.ts'

/** Throws Refused role_may_not with the sentence that the operator reads. */
export function requireAction(operator: { role: Role }, action: Action): void {
  const refusal = refusalOf(operator.role, action)
  if (refusal) throw new Refused('role_may_not', refusal)
}
