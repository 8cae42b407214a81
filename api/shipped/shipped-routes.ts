import { listShipped, shippedDaysOf } from '#prisma/read/shipped.ts'
import type { Source } from '#prisma/read/source.ts'
import { type Mount, mount } from '../http/mount.ts'
import { nextOf } from '../http/pages.ts'
import { shippedContract } from './contract.ts'

export function shippedRoutes(to: Mount, { pool }: Source): void {
  mount(to, shippedContract, {
    async listShipped({ query }) {
      const items = await listShipped(pool, query)
      return { items, days: await shippedDaysOf(pool, query, items), next: nextOf(items, query.limit) }
    },
  })
}
