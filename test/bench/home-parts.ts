import type { Home } from '#api/home/contract.ts'

const counted = (count: number) => ({ count })
const listed = ({ length }: readonly unknown[]) => ({ count: length })
const none = () => ({})

/** How much is in each part of the home page; a new part does not compile before it is here. */
const amounts: { [K in keyof Home]: (part: Home[K]) => Record<string, number> } = {
  blocked: listed,
  blockedCount: counted,
  risks: listed,
  reliability: ({ thisWeek: { runs, failedRuns, retries }, lastWeek }) => ({
    ...{ runs, failedRuns, retries, runsBefore: lastWeek.runs },
  }),
  failures: listed,
  failureCount: counted,
  week: ({ days, shippedCount, toShip, dueCount, dueNextCount, objectives, hitCount, plannedCount }) => ({
    ...{ toShip: toShip.length, dueCount, dueNextCount },
    ...{ objectives: objectives.length, hitCount, plannedCount },
    // On a Monday nothing may have shipped yet.
    ...(days.length > 1 && { shippedCount }),
  }),
  budgets: listed,
  // On the first of a month nothing may have been spent yet.
  spend: ({ sums, spentNanoUsd, unknownRuns }) => ({ ...(sums.length > 1 && { spentNanoUsd, unknownRuns }) }),
  projects: (all) => ({
    objectives: all.filter(({ objectives }) => objectives > 0).length,
    blocked: all.filter(({ blocked }) => blocked > 0).length,
    revenue: all.filter(({ revenue }) => Number(revenue.known) > 0).length,
    roi: all.filter(({ roi }) => Number(roi.known) !== 0).length,
  }),
  currency: none,
  // Nobody changes its gateway behind its back, and what was asked for is delivered before anything is measured.
  drift: none,
  relay: none,
}

/** What is empty of it, like `week.dueCount`: a page without that answers faster than one that is in use. */
export const emptyParts = (home: Home): string[] =>
  (Object.keys(amounts) as (keyof Home)[]).flatMap((key) => emptyIn(key, home))

function emptyIn<K extends keyof Home>(key: K, home: Home): string[] {
  const part: (of: Home[K]) => Record<string, number> = amounts[key]
  return Object.entries(part(home[key])).flatMap(([name, count]) => (count === 0 ? [`${key}.${name}`] : []))
}
