/** When the day of a `timestamptz` began, in UTC: as good to group by as the day itself, and read far sooner. */
export const startOfDay = (column: string) =>
  `date_bin('1 day', ${column}, timestamptz '2000-01-01 00:00:00+00')`

/** Like 2026-11-24, in UTC. */
export const dayOf = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD')`
