export const taskStatuses = [
  'requested',
  'queued',
  'preparing',
  'running',
  'waiting',
  'verifying',
  'needs_verification',
  'done',
  'failed',
  'cancelled',
  'frozen',
] as const

/** What keeps a run that is due from starting. */
export const holdKinds = ['project', 'hours', 'limit', 'budget', 'kill_switch'] as const

export const waitKinds = ['executor', 'approval', 'dependency', 'operator', 'retry', ...holdKinds] as const
