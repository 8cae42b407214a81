import type { WorkReview } from '../policy/policy.ts'
import type { ArtifactState, TaskState } from '../task/task.ts'
import { isAtExecutor, lookOf } from './check-rules.ts'
import type { CheckResult, Declared, Deliverable } from './deliverable.ts'

const deliverableOf = (declared: Declared): Deliverable =>
  typeof declared === 'string' ? { title: declared, check: { kind: 'artifact' } } : declared

/** What the task says that it delivers, each title once, as all of them are declared today. */
export const declaredOf = (task: Pick<TaskState, 'deliverables'>): Deliverable[] =>
  task.deliverables
    .map(deliverableOf)
    .filter(({ title }, i, all) => all.findIndex((one) => one.title === title) === i)

/** The same with the look of an operator that its policy wants. */
export function deliverablesOf(task: Pick<TaskState, 'deliverables' | 'policy'>): Deliverable[] {
  const declared = declaredOf(task)
  return isLookedAt(task.policy?.review, declared)
    ? [...declared, { title: freeTitle(declared), check: { kind: 'review' } }]
    : declared
}

function isLookedAt(review: WorkReview | undefined, declared: readonly Deliverable[]): boolean {
  if (review === 'undeclared') return declared.length === 0
  return review === 'all' && !declared.some(isReview)
}

/** Of what no deliverable is named. */
const freeTitle = (taken: readonly Deliverable[], title = 'The work as a whole'): string =>
  taken.some((one) => one.title === title) ? freeTitle(taken, `${title}, once more`) : title

/** The last one of that title. */
export const artifactOf = (task: TaskState, title: string): ArtifactState | null =>
  task.artifacts.findLast((artifact) => artifact.title === title) ?? null

/** The last word on a deliverable; null where nobody looked at what is there now. */
export function resultOf(task: TaskState, { title, check }: Deliverable): CheckResult | null {
  const result = task.checks?.find((one) => one.title === title && one.check === check.kind)
  return result && result.artifactId === (artifactOf(task, title)?.itemId ?? null) ? result : null
}

const isReview = ({ check }: Deliverable) => check.kind === 'review'

/** What a machine has to look at before the task is done. */
export const dueChecks = (task: TaskState): Deliverable[] =>
  deliverablesOf(task).filter((one) => !isReview(one) && resultOf(task, one) === null)

/** What a machine looked at and found wanting. */
export const failedChecks = (task: TaskState): CheckResult[] =>
  deliverablesOf(task).flatMap((one) => {
    const result = isReview(one) ? null : resultOf(task, one)
    return result && !result.passed ? [result] : []
  })

/** What a person has still to say yes to. */
export const pendingReviews = (task: TaskState): Deliverable[] =>
  deliverablesOf(task).filter((one) => isReview(one) && resultOf(task, one)?.passed !== true)

/** The task stands still for a look of an operator, and for nothing else. */
export const isReviewing = (task: TaskState): boolean =>
  task.status === 'needs_verification' && task.missing.length === 0

/** Files and commits that the executor has to look at: its machine may be away. */
export const dueFiles = (task: TaskState): Deliverable[] =>
  dueChecks(task).filter((one) => isAtExecutor(lookOf(one, artifactOf(task, one.title))))

const defaultReturns = 1

export type QualityMove =
  | { kind: 'check'; deliverables: Deliverable[] }
  /** The agent is told what did not pass. */
  | { kind: 'return'; failed: CheckResult[]; attempt: number }
  | { kind: 'review'; titles: string[] }
  | { kind: 'verify'; missing: string[] }

/** The way of work that its agent calls finished: machines look first, then persons. */
export function qualityMove(task: TaskState): QualityMove {
  if (task.isAccepted) return { kind: 'verify', missing: [] }
  const deliverables = dueChecks(task)
  if (deliverables.length > 0) return { kind: 'check', deliverables }
  const failed = failedChecks(task)
  if (failed.length > 0) {
    const attempt = (task.returns ?? 0) + 1
    return attempt <= (task.policy?.maxReturns ?? defaultReturns)
      ? { kind: 'return', failed, attempt }
      : { kind: 'verify', missing: failed.map(({ title }) => title) }
  }
  const titles = pendingReviews(task).map(({ title }) => title)
  return titles.length > 0 ? { kind: 'review', titles } : { kind: 'verify', missing: [] }
}

export const deliverableStandings = [
  'missing',
  'recorded',
  'failed',
  'to_review',
  'proven',
  'waived',
] as const
export type DeliverableStanding = (typeof deliverableStandings)[number]

/** Where one deliverable stands. `waived`: an operator took the work without its proof. */
export function standingOf(task: TaskState, deliverable: Deliverable): DeliverableStanding {
  const result = resultOf(task, deliverable)
  if (result?.passed) return 'proven'
  const isThere = artifactOf(task, deliverable.title) !== null
  // Tasks that were done before there were checks: a title that was recorded counted.
  if (task.isAccepted && !(isThere && deliverable.check.kind === 'artifact')) return 'waived'
  if (result) return 'failed'
  if (isReview(deliverable) && isReviewing(task)) return 'to_review'
  return isThere ? 'recorded' : 'missing'
}
