import { beating } from '#activities/openclaw/beating.ts'

type Work = (...given: unknown[]) => Promise<unknown>

/**
 * The same activities, from which Temporal hears while they work: what a killed worker was at is another one's within
 * seconds, and not once the whole of its time is over.
 */
export function allBeating<T extends object>(activities: T): T {
  const works: [string, Work][] = Object.entries(activities)
  return Object.fromEntries(
    works.map(([name, work]): [string, Work] => [name, (...given) => beating(() => work(...given))]),
  ) as T
}
