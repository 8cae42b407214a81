import { Refused } from '#domain/errors.ts'
import { documentDoors } from '#prisma/read/document-doors.ts'
import { standingGrants } from '#prisma/read/doors.ts'
import { gatewayDoors } from '#prisma/read/gateway-doors.ts'
import type { Source } from '#prisma/read/source.ts'
import { standingOffer } from '#prisma/read/standing-offer.ts'
import { closePermission } from '#prisma/write/settings/permissions.ts'
import { makeStandingGrant, revokeStandingGrant } from '#prisma/write/settings/standing-grants.ts'
import { requireAction } from '../auth/permission.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount } from '../http/mount.ts'
import { type Doors, doorsContract } from './contract.ts'

export function doorRoutes(to: Mount, { pool }: Source): void {
  const doors = async (): Promise<Doors> => {
    const [{ automatic, safe, builtIn }, standing, gateways] = await Promise.all([
      documentDoors(pool, new Date()),
      standingGrants(pool),
      gatewayDoors(pool),
    ])
    return { automatic, safe, builtIn: [...builtIn], standing, gateways }
  }
  const at = () => new Date().toISOString()
  mount(to, doorsContract, {
    listDoors: doors,

    async getStandingOffer({ params: { proposalId } }) {
      const offer = await standingOffer(pool, proposalId)
      if (!offer) throw new Refused('not_found', 'There is no such proposal.')
      return offer
    },

    async makeStandingGrant({ operator, params: { proposalId }, body, req }) {
      requireAction(operator, 'makeStandingGrant')
      const standingGrantId = idOfRequest('standingGrant', operator.id, req)
      const by = { operatorId: operator.id, role: operator.role, at: at() }
      await makeStandingGrant(pool, { standingGrantId, proposalId, ...body }, by)
      return { standingGrantId }
    },

    async closePermission({ operator, params: { executorId }, body, req }) {
      requireAction(operator, 'settleFinding')
      const intentId = idOfRequest('intent', operator.id, req)
      await closePermission(pool, { executorId, intentId, ...body }, { operatorId: operator.id, at: at() })
      return doors()
    },

    async revokeStandingGrant({ operator, params: { standingGrantId }, body: { reason } }) {
      requireAction(operator, 'revokeStandingGrant')
      await revokeStandingGrant(pool, { standingGrantId, reason }, { operatorId: operator.id, at: at() })
      return doors()
    },
  })
}
