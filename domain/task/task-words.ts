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

export const waitKinds = ['executor', 'approval', 'budget', 'dependency', 'operator', 'retry'] as const
