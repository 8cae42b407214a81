import { setTimeout as sleep } from 'node:timers/promises'
import type { TestProduct } from '../../../product.ts'
import { back, pidOf, send } from '../../faults.ts'
import type { Part } from '../../schedule.ts'
import type { Plan } from './plan.ts'

/**
 * Longer than what the supervisor takes for calm. Killed as soon as it is back, a part is kept away longer each time, up
 * to 30 s, and then killed again: the api was never there for as long as an operator asks again.
 */
const leastUpMs = 11_000

/** One after the other; each was back for a while before it is killed again. */
export async function killed(
  stage: { office: Pick<TestProduct, 'product'> },
  kills: Plan['kills'],
  upMs = leastUpMs,
): Promise<void> {
  const returns = new Map<Part, Promise<number>>()
  for (const { part, waitMs } of kills) {
    await sleep(waitMs)
    const since = (await returns.get(part)) ?? 0
    await sleep(Math.max(0, since + upMs - Date.now()))
    const pid = await pidOf(stage, part)
    send(pid, 'SIGKILL')
    const returned = back(stage, part, pid)
    // Told where it is waited for.
    returned.catch(() => {})
    returns.set(part, returned)
  }
  await Promise.all(returns.values())
}
