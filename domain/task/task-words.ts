import { scopes } from '../policy/scope.ts'

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
export const holdKinds = ['project', 'hours', 'limit', 'budget', 'kill_switch', 'loop'] as const

/** Of what a task is asked with, in characters. */
export const longestTitle = 200
export const longestIntent = 20_000

/** What starts first, from the last to the first. */
export const priorities = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

/** What a deadline does to a task that is still open then: it is shown as late, or it is cancelled. */
export const deadlineEnds = ['late', 'cancel'] as const
export type DeadlineEnd = (typeof deadlineEnds)[number]

/** What an operator asks an agent about a proposal: a question of theirs, or to look whether its call happened. */
export const inquiryKinds = ['question', 'look'] as const
export type InquiryKind = (typeof inquiryKinds)[number]

/** Whose runs at once a limit counts. */
export const limitScopes = [...scopes, 'executor'] as const
export type LimitScope = (typeof limitScopes)[number]

export const waitKinds = ['executor', 'approval', 'dependency', 'operator', 'retry', ...holdKinds] as const
