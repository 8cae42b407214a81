export const runbookRunStatuses = [
  'requested',
  'running',
  'waiting',
  'done',
  'failed',
  'cancelled',
  'frozen',
] as const
export type RunbookRunStatus = (typeof runbookRunStatuses)[number]
