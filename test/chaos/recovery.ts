import type { Done } from './faults.ts'
import { awaitsOperator, type ToldTask, toldTasks } from './oracle/fold.ts'
import type { SeenLine } from './reader.ts'

/**
 * How long after a killed process was back the work that had waited went on: until every task that was in motion when
 * it was killed (begun, not ended, not waiting for an operator) has its next entry. Kills that come meanwhile count
 * into it. Null where nothing was in motion.
 */
export function recoveryOf(
  { at, backAt }: Pick<Done, 'at' | 'backAt'>,
  seen: readonly SeenLine[],
): number | null {
  if (backAt === null) return null
  const before = seen.filter((one) => one.at <= at).map(({ line }) => line)
  const waiting = [...toldTasks(before).values()].filter(isInMotion)
  const nexts = waiting.map(({ taskId }) => {
    const own = seen.filter(({ line }) => line.entry.streamId === `task/${taskId}`)
    return own.find((one, nth) => one.at > at && isGoingOn(own.slice(0, nth + 1), at))?.at ?? never
  })
  return nexts.length === 0 ? null : Math.max(0, Math.max(...nexts) - backAt)
}

const never = Number.POSITIVE_INFINITY
const isInMotion = (task: ToldTask) => task.status === 'open' && !awaitsOperator(task)

/** Its newest entry was made after the kill, and not only read after it; or it is the one after which nothing waits. */
function isGoingOn(own: readonly SeenLine[], killedAt: number): boolean {
  const made = Date.parse(own.at(-1)?.line.entry.at ?? '')
  const told = toldTasks(own.map(({ line }) => line))
  return made > killedAt || ![...told.values()].some(isInMotion)
}
