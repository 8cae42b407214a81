import type { Done } from './faults.ts'
import { awaitsOperator, toldTasks } from './oracle/fold.ts'
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
  const waiting = [...toldTasks(before).values()].filter(
    (task) => task.status === 'open' && !awaitsOperator(task),
  )
  const nexts = waiting.map(
    ({ taskId }) =>
      seen.find((one) => one.at > at && one.line.entry.streamId === `task/${taskId}`)?.at ??
      Number.POSITIVE_INFINITY,
  )
  return nexts.length === 0 ? null : Math.max(0, Math.max(...nexts) - backAt)
}
