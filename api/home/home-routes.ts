import { failurePatterns } from '#domain/portfolio/failure-rules.ts'
import { riskFlags } from '#domain/portfolio/risk-rules.ts'
import { blockedTasks } from '#prisma/read/home/blocked.ts'
import { failuresSince } from '#prisma/read/home/failures.ts'
import { reliabilityWithin } from '#prisma/read/home/reliability.ts'
import { riskFacts } from '#prisma/read/home/risks.ts'
import type { Source } from '#prisma/read/source.ts'
import { type Mount, mount } from '../http/mount.ts'
import { type Home, homeContract } from './contract.ts'

const dayMs = 86_400_000
const mostBlocked = 50
const mostPatterns = 20

export function homeRoutes(to: Mount, source: Source): void {
  mount(to, homeContract, { getHome: () => homeOf(source, new Date()) })
}

/** Every part is read on its own, so that they add up to no more than the slowest. */
async function homeOf({ pool }: Source, now: Date): Promise<Home> {
  const ago = (days: number) => new Date(now.getTime() - days * dayMs)
  const [blocked, facts, thisWeek, lastWeek, failures] = await Promise.all([
    blockedTasks(pool),
    riskFacts(pool),
    reliabilityWithin(pool, ago(7), now),
    reliabilityWithin(pool, ago(14), ago(7)),
    failuresSince(pool, ago(30)),
  ])
  return {
    blocked: blocked.slice(0, mostBlocked),
    blockedCount: blocked.length,
    risks: riskFlags(facts, now),
    reliability: { thisWeek, lastWeek },
    failures: failurePatterns(failures).slice(0, mostPatterns),
  }
}
