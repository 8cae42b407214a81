import type { operatorBodies } from '#domain/ledger/bodies/operator.ts'
import { aRole } from '#domain/operator/permissions.ts'
import type { Some } from './said.ts'

export const operatorWords: Some<keyof typeof operatorBodies> = {
  operator_created: (body) => ({ what: `gave ${body.name} access as ${body.role}` }),
  operator_invited: (body) => ({ what: `invited ${body.email ?? 'somebody'} as ${aRole(body.role)}` }),
  invite_revoked: (body) => ({
    what: `revoked the invite of ${body.email ?? 'somebody'} as ${aRole(body.role)}`,
    tone: 'muted',
  }),
  operator_joined: (body) => ({ what: `joined as ${aRole(body.role)}` }),
  operator_role_changed: (body) => ({
    what: `made ${body.name} ${aRole(body.role)}, before ${aRole(body.from)}`,
  }),
  restore_acknowledged: ({ position, gone }) => ({
    what: `said that the ledger was restored, which ended with #${position} then`,
    detail: gone
      .map((head) => `#${head.position} was noted outside of the database and is gone (${head.hash})`)
      .join('\n'),
    tone: 'waiting',
  }),
  operator_removed: (body) => ({
    what: `removed ${body.name}, ${aRole(body.role)}: they cannot sign in any more`,
    tone: 'muted',
  }),
}
