import { actorOf } from '#domain/ledger/actor.ts'
import { shownSwitches } from '#prisma/read/kill-switches.ts'
import type { Source } from '#prisma/read/source.ts'
import { liftKillSwitch, placeOf, setKillSwitch } from '#prisma/write/settings/kill-switches.ts'
import { requireAction, requireInProject } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { killSwitchesContract } from './contract.ts'

export function killSwitchRoutes(to: Mount, { pool }: Source): void {
  const active = async () => ({ items: await shownSwitches(pool) })
  const now = () => new Date().toISOString()
  mount(to, killSwitchesContract, {
    listKillSwitches: active,

    async setKillSwitch({ caller, params: { scopeId }, body: { reason } }) {
      requireInProject(caller, 'setKillSwitch', (await placeOf(pool, scopeId)).projectId)
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
