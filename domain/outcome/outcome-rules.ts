/** How far ahead objectives can be set. */
export const weeksAhead = 8

/** Why nothing can be booked for this day; null where it can. Tomorrow is fine: a day begins in the east before UTC's. */
export const occurredProblem = (day: string, { tomorrow }: { tomorrow: string }): string | null => {
  if (day > tomorrow) return 'has not come yet: book it on the day it happens'
  return day < '2000-01-01' ? 'is before 2000' : null
}

/** Why a decision can't be reviewed on this day. */
export const reviewProblem = (day: string, { today }: { today: string }): string | null =>
  day < today ? 'is in the past: a review is still to come' : null

/** Why an objective can't be set for this week; null where it can. Weeks compare as text. */
export function weekProblem(week: string, current: string, last: string): string | null {
  if (week < current) return 'is over: set objectives for this week or a later one'
  return week > last ? `is too far away: set objectives for the next ${weeksAhead} weeks` : null
}
