import { listLearnings } from '#prisma/read/learnings.ts'
import type { Source } from '#prisma/read/source.ts'
import { type Mount, mount } from '../http/mount.ts'
import { nextOf } from '../http/pages.ts'
import { learningsContract } from './contract.ts'

export function learningRoutes(to: Mount, { pool }: Source): void {
  mount(to, learningsContract, {
    async listLearnings({ query }) {
      const items = await listLearnings(pool, query)
      return { items, next: nextOf(items, query.limit) }
    },
  })
}
