import { Button } from '@mantine/core'
import { ApiProblem } from '../../http/client.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'

const isMissing = (problem: Error) =>
  problem instanceof ApiProblem && (problem.status === 404 || problem.status === 400)

/** The task cannot be shown: it is not there, or it cannot be read now. */
export function TaskProblem({ problem, onRetry }: { problem: Error; onRetry: () => void }) {
  if (isMissing(problem)) {
    return (
      <Page>
        <PageHeader title="No such task" />
        <EmptyState
          title="There is no task with this id."
          first="The address may be cut off. Every task is listed in its project."
          action={
            <Button component="a" href="/projects" variant="default">
              Open the projects
            </Button>
          }
        />
      </Page>
    )
  }
  const requestId = problem instanceof ApiProblem ? problem.requestId : undefined
  return (
    <Page>
      <PageHeader title="Task" />
      <div role="alert">
        <EmptyState
          title="The task cannot be read now."
          first={`${problem.message}${requestId ? ` Request ${requestId}.` : ''}`}
          action={
            <Button variant="default" onClick={onRetry}>
              Read it again
            </Button>
          }
        />
      </div>
    </Page>
  )
}
