/** Several looks of the control worker missed. */
export const silentAfter = '15 seconds'

/** Of `executor` as e and its `executor_link` as l: nobody looks any more whether it is there. */
export const isUnwatched = `coalesce(l.looked_at, e.since) <= now() - interval '${silentAfter}'`
