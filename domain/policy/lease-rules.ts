/** Beyond a run's deadline: for its start, its end and the way of both to the record. */
const marginMs = 600_000
/** Without a policy nobody knows its deadline. */
const unknownMs = 3_600_000

/** Until when nobody asks whether a run that holds a reservation is still under way. Waiting does not count for it. */
export const leaseEnd = (from: string, runDeadlineMs: number | undefined): string =>
  new Date(Date.parse(from) + (runDeadlineMs ?? unknownMs) + marginMs).toISOString()
