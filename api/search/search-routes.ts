import { search } from '#prisma/read/search.ts'
import type { Source } from '#prisma/read/source.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { searchContract } from './contract.ts'

export function searchRoutes(to: Mount, { pool }: Source): void {
  mount(to, searchContract, {
    async search({ operator, query }) {
      requireAction(operator, 'read')
      return { items: await search(pool, query.q) }
    },
  })
}
