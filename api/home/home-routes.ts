import type { Source } from '#prisma/read/source.ts'
import { type Mount, mount } from '../http/mount.ts'
import { homeContract } from './contract.ts'
import { homeOf } from './summary.ts'

export function homeRoutes(to: Mount, { pool }: Source, currency: string): void {
  mount(to, homeContract, { getHome: () => homeOf(pool, currency, new Date()) })
}
