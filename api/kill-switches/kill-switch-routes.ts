import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { shownSwitches, switchPlace } from '#prisma/read/kill-switches.ts'
import type { Source } from '#prisma/read/source.ts'
import { liftKillSwitch, setKillSwitch } from '#prisma/write/settings/kill-switches.ts'
import { requireAction, requireInProject } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { killSwitchesContract } from './contract.ts'

export function killSwitchRoutes(to: Mount, { pool }: Source): void {
  const active = async () => ({ items: await shownSwitches(pool) })
  const now = () => new Date().toISOString()
  mount(to, killSwitchesContract, {
    listKillSwitches: active,

    async setKillSwitch({ caller, params: { scopeId }, body: { reason } }) {
      const place = await switchPlace(pool, scopeId)
      if (!place) throw new Refused('not_found', 'There is no such project or agent.')
      requireInProject(caller, 'setKillSwitch', place.projectId)
      await setKillSwitch(pool, { scopeId, reason }, { actor: caller.actor, at: now() })
      const { items } = await active()
      return { items: caller.kind === 'operator' ? items : items.filter((one) => one.scopeId === scopeId) }
    },

    async liftKillSwitch({ operator, params: { scopeId }, body: { note } }) {
      requireAction(operator, 'liftKillSwitch')
      const actor = actorOf('operator', operator.id)
      await liftKillSwitch(pool, { scopeId, note }, { actor, at: now() })
      return active()
    },
  })
}
