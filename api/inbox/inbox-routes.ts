import { listInbox } from '#prisma/read/inbox.ts'
import type { Source } from '#prisma/read/source.ts'
import { type Mount, mount } from '../http/mount.ts'
import { inboxContract } from './contract.ts'

export function inboxRoutes(to: Mount, { pool }: Source): void {
  mount(to, inboxContract, {
    async listInbox() {
      return { items: await listInbox(pool, new Date()) }
    },
  })
}
