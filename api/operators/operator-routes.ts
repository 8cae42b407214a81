import { hashPassword } from 'better-auth/crypto'
import { Refused } from '#domain/errors.ts'
import { inviteExpiry, inviteRefusal } from '#domain/operator/operator-rules.ts'
import { formerOperators, inviteOfToken, listOperators, openInvites } from '#prisma/read/operators.ts'
import type { Source } from '#prisma/read/source.ts'
import {
  acceptInvite,
  changeRole,
  inviteOperator,
  removeOperator,
  revokeInvite,
} from '#prisma/write/settings/operators.ts'
import { requireAction } from '../auth/permission.ts'
import { tryLimit } from '../auth/try-limit.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { operatorsContract } from './contract.ts'

const now = () => new Date().toISOString()
const by = (operator: OperatorCaller) => ({ operatorId: operator.id, at: now() })

export function operatorRoutes(to: Mount, { prisma, pool }: Source, publicUrl: string): void {
  const joinOnce = tryLimit(10)
  const lookOnce = tryLimit(60)
  mount(to, operatorsContract, {
    async listOperators() {
      const [items, former, invites] = await Promise.all([
        listOperators(pool),
        formerOperators(prisma),
        openInvites(prisma, now()),
      ])
      return { items, former, invites }
    },

    async inviteOperator({ operator, body, req }) {
      requireAction(operator, 'inviteOperator')
      const operatorId = idOfRequest('operator', operator.id, req)
      const who = by(operator)
      const { token } = await inviteOperator(pool, { operatorId, ...body }, who)
      const link = `${new URL('/join', publicUrl)}#${token}`
      return { operatorId, link, expiresAt: inviteExpiry(who.at) }
    },

    async revokeInvite({ operator, params }) {
      requireAction(operator, 'revokeInvite')
      await revokeInvite(pool, params.operatorId, by(operator))
    },

    async lookAtInvite({ body, req }) {
      lookOnce(req.ip ?? '')
      const { role, email, invitedByName, expiresAt } = await usable(prisma, body.token)
      return { role, email, invitedByName, expiresAt }
    },

    async acceptInvite({ body, req }) {
      joinOnce(req.ip ?? '')
      // Before the password is hashed, which is meant to be slow.
      await usable(prisma, body.token)
      const { token, name, email, password } = body
      const joining = { name, email, passwordHash: await hashPassword(password) }
      const joined = await acceptInvite(pool, token, joining)
      return { id: joined.operatorId, name: joined.name, email: joined.email, role: joined.role }
    },

    async changeRole({ operator, params, body }) {
      requireAction(operator, 'changeRole')
      await changeRole(pool, params.operatorId, body.role, by(operator))
    },

    async removeOperator({ operator, params }) {
      requireAction(operator, 'removeOperator')
      await removeOperator(pool, params.operatorId, by(operator))
    },
  })
}

/** Throws Refused where the link makes no account, with what to do. */
async function usable(prisma: Source['prisma'], token: string) {
  const invite = await inviteOfToken(prisma, token)
  if (!invite)
    throw new Refused('not_found', 'This invite is not one of ours. Open the whole link, or ask for another.')
  const refusal = inviteRefusal(invite, now())
  if (refusal) throw new Refused(refusal.code, refusal.message)
  return invite
}
