import { shownSwitches } from '#prisma/read/kill-switches.ts'
import type { Source } from '#prisma/read/source.ts'
import { liftKillSwitch, setKillSwitch } from '#prisma/write/settings/kill-switches.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { killSwitchesContract } from './contract.ts'

export function killSwitchRoutes(to: Mount, { pool }: Source): void {
  const active = async () => ({ items: await shownSwitches(pool) })
  const byNow = (operatorId: string) => ({ operatorId, at: new Date().toISOString() })
  mount(to, killSwitchesContract, {
    listKillSwitches: active,

    async setKillSwitch({ operator, params: { scopeId }, body: { reason } }) {
      requireAction(operator, 'setKillSwitch')
      await setKillSwitch(pool, { scopeId, reason }, byNow(operator.id))
      return active()
    },

    async liftKillSwitch({ operator, params: { scopeId }, body: { note } }) {
      requireAction(operator, 'liftKillSwitch')
      await liftKillSwitch(pool, { scopeId, note }, byNow(operator.id))
      return active()
    },
  })
}
