import { lazy, Suspense } from 'react'
import { Page } from '../ui/Layout.tsx'
import { SkeletonRows } from '../ui/SkeletonRows.tsx'

const InboxPage = lazy(async () => ({ default: (await import('../features/inbox/InboxPage.tsx')).InboxPage }))
const TaskDecision = lazy(async () => ({
  default: (await import('../features/tasks/TaskDecision.tsx')).TaskDecision,
}))

const loading = (
  <Page>
    <SkeletonRows label="page" count={4} />
  </Page>
)

// A feature imports no feature: pages that hold pieces of two are put together here.

export function InboxWithCards() {
  return (
    <Suspense fallback={loading}>
      <InboxPage card={({ taskId, subjectId }) => <TaskDecision taskId={taskId} subjectId={subjectId} />} />
    </Suspense>
  )
}
