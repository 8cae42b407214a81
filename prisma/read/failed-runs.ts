import { failedOutcomes } from '#domain/run/failed-run-rules.ts'

/** Whether this expression holds the outcome of a run that failed. */
export const isFailedIn = (outcome: string): string =>
  `${outcome} in (${failedOutcomes.map((one) => `'${one}'`).join(', ')})`
