import { type FoldsOf, withIntent, withNews } from '../task/fold.ts'
import type { TaskState } from '../task/task.ts'
import type { CheckResult } from './deliverable.ts'
import { artifactOf, isReviewing, pendingReviews } from './quality-rules.ts'

type QualityEntry =
  | 'deliverable_checked'
  | 'work_returned'
  | 'review_requested'
  | 'deliverable_reviewed'
  | 'recheck_requested'

/** What is said of a task's deliverables. */
export const qualityFolds: FoldsOf<QualityEntry> = {
  deliverable_checked: (state, { body, at, actor }) => withResult(state, { ...body, at, by: actor }),
  work_returned: (state, { body }) => {
    const text = body.failed.map(({ title, why }) => `- ${title}: ${why}`).join('\n')
    return withNews({ ...state, status: 'preparing', returns: body.attempt }, { kind: 'unproven', text })
  },
  review_requested: (state) => ({ ...state, status: 'needs_verification', missing: [] }),
  deliverable_reviewed: (state, { body: { title, passed, note, intentId }, at, actor }) => {
    const artifact = artifactOf(state, title)
    const { location = null, hash = null, size = null, itemId = null } = artifact ?? {}
    const evidence = { words: note, location, hash, size }
    const result = { title, check: 'review' as const, passed, evidence, artifactId: itemId, at, by: actor }
    const next = withResult(withIntent(state, intentId), result)
    if (!isReviewing(state)) return next
    if (!passed)
      return withNews({ ...next, status: 'preparing' }, { kind: 'unproven', text: `- ${title}: ${note}` })
    return pendingReviews(next).length === 0 ? { ...next, status: 'verifying' } : next
  },
  recheck_requested: (state, { body }) => {
    const next = withIntent(state, body.intentId)
    if (state.status !== 'needs_verification') return next
    const checks = (state.checks ?? []).filter(({ check }) => check === 'review')
    return { ...next, status: 'verifying', missing: [], checks }
  },
}

const withResult = (state: TaskState, result: CheckResult): TaskState => ({
  ...state,
  checks: [...(state.checks ?? []).filter(({ title }) => title !== result.title), result],
})
