import { type KeyAction, keyRefusal } from '#domain/api-key/api-key-rules.ts'
import { Refused } from '#domain/errors.ts'
import { type Action, type Role, refusalOf } from '#domain/operator/permissions.ts'
import type { Caller } from '../http/mount.ts'

/** Throws Refused role_may_not with the sentence that the operator reads. */
export function requireAction(operator: { role: Role }, action: Action): void {
  const refusal = refusalOf(operator.role, action)
  if (refusal) throw new Refused('role_may_not', refusal)
}

/** The same for an operator or a script: a key needs the action and the project in its scope. */
export function requireInProject(caller: Caller, action: KeyAction, projectId: string | null): void {
  if (caller.kind === 'operator') requireAction(caller.operator, action)
  else {
    const refusal = keyRefusal(caller.key, action, projectId)
    if (refusal) throw new Refused('key_may_not', refusal)
  }
}
