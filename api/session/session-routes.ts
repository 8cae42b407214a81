import { hashPassword } from 'better-auth/crypto'
import { Refused } from '#domain/errors.ts'
import { newId } from '#domain/ids.ts'
import { actions, operatorCan } from '#domain/operator/permissions.ts'
import { hasOperator } from '#prisma/read/operators.ts'
import type { Source } from '#prisma/read/source.ts'
import { createOwner } from '#prisma/write/settings/accounts.ts'
import { tryLimit } from '../auth/try-limit.ts'
import { type Mount, mount } from '../http/mount.ts'
import { sessionContract } from './contract.ts'

const used = 'There is an owner already, so this link is used. Sign in.'

export function sessionRoutes(to: Mount, { prisma, pool }: Source): void {
  const tryOnce = tryLimit(10)
  mount(to, sessionContract, {
    async getMe({ operator }) {
      return { ...operator, can: actions.filter((action) => operatorCan(operator.role, action)) }
    },

    async getSetUp() {
      return { hasOwner: await hasOperator(prisma) }
    },

    async setUp({ body, req }) {
      tryOnce(req.ip ?? '')
      if (await hasOperator(prisma)) throw new Refused('link_used', used)
      const operatorId = newId('operator')
      const owner = { operatorId, name: body.name, email: body.email.toLowerCase(), role: 'owner' as const }
      await createOwner(pool, body.token, { ...owner, passwordHash: await hashPassword(body.password) })
      return { id: operatorId, name: owner.name, email: owner.email, role: owner.role }
    },
  })
}
