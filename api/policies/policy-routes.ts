import { Refused } from '#domain/errors.ts'
import { effectiveLines } from '#domain/policy/document-words.ts'
import { lockoutsOf } from '#domain/policy/lockout-rules.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import {
  beganWith,
  burnOf,
  type PolicyOwner,
  policyInForce,
  policyOwner,
  policyVersions,
} from '#prisma/read/policies.ts'
import type { Source } from '#prisma/read/source.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { InvalidRequest } from '../http/problem.ts'
import { policiesContract } from './contract.ts'

type Pool = Source['pool']

export function policyRoutes(to: Mount, { pool }: Source): void {
  mount(to, policiesContract, {
    async getPolicy({ params }) {
      return pageOf(pool, await foundOwner(pool, params.scopeId))
    },

    async changePolicy({ operator, params, body }) {
      requireAction(operator, 'changePolicy')
      const owner = await foundOwner(pool, params.scopeId)
      const by = { operatorId: operator.id, at: new Date().toISOString() }
      await changePolicy(pool, owner, body, by, await lockoutCheck(pool, owner, body.document))
      return pageOf(pool, owner)
    },
  })
}

async function foundOwner(pool: Pool, scopeId: string): Promise<PolicyOwner> {
  const owner = await policyOwner(pool, scopeId)
  if (!owner) throw new Refused('not_found', 'There is no such project or agent.')
  return owner
}

/** At the field, like any other value that can't be taken. */
async function lockoutCheck(pool: Pool, owner: PolicyOwner, document: PolicyDocument) {
  const { effective } = await policyInForce(pool, owner)
  return (deciders: number) => {
    const lockouts = lockoutsOf(document, { deciders, effective: effective(document), now: new Date() })
    if (lockouts.length === 0) return
    throw new InvalidRequest(
      lockouts.map(({ path, message }) => ({
        path: ['body.document', path].filter(Boolean).join('.'),
        message,
      })),
    )
  }
}

async function pageOf(pool: Pool, owner: PolicyOwner) {
  const { scopeId, scope, name, projectId } = owner
  const { document, version, effective } = await policyInForce(pool, owner)
  const inForce = effective()
  const [burn, versions] = await Promise.all([
    burnOf(pool, owner, inForce, new Date()),
    beganWith(pool, owner).then((began) => policyVersions(pool, owner, began)),
  ])
  return {
    scopeId,
    scope,
    name,
    projectId,
    version,
    document,
    lines: effectiveLines(inForce),
    burn,
    versions,
  }
}
