import { useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import type { HomeParts } from '../features/home/HomePage.tsx'
import type { ProjectParts } from '../features/projects/ProjectPage.tsx'
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

interface OpenedProps {
  at: string
  children: (onCreated: (id: string) => void) => ReactNode
}

/** After something was made, its page is what the operator wants to see. */
function Opened({ at, children }: OpenedProps) {
  const navigate = useNavigate()
  return children((id) => void navigate({ to: `${at}/${id}` as never }))
}

/** Loaders for lazyRouteComponent: a page and the pieces in it come together, when a link to it is touched. */
export async function homePlace() {
  const [{ HomePage }, { NeedLine }, { TaskLine }, { SampleOnHome }] = await Promise.all([
    import('../features/home/HomePage.tsx'),
    import('../features/inbox/NeedLine.tsx'),
    import('../features/tasks/TaskLine.tsx'),
    import('../features/projects/SampleNotice.tsx'),
  ])
  const parts = {
    needLine: (item, isFirst) => <NeedLine item={item} isFirst={isFirst} />,
    taskLine: (row) => <TaskLine row={row} isProjectShown />,
    sample: <SampleOnHome />,
  } satisfies HomeParts
  return { default: () => <HomePage parts={parts} /> }
}

export async function projectPlace() {
  const [{ ProjectPage }, { TaskLine }, { TaskList }, { NewTaskForm }, { AgentList }, { NewAgentForm }] =
    await Promise.all([
      import('../features/projects/ProjectPage.tsx'),
      import('../features/tasks/TaskLine.tsx'),
      import('../features/tasks/TaskList.tsx'),
      import('../features/tasks/NewTaskForm.tsx'),
      import('../features/agents/AgentList.tsx'),
      import('../features/agents/NewAgentForm.tsx'),
    ])
  const parts = {
    taskLine: (row) => <TaskLine row={row} isProjectShown={false} />,
    tasks: (projectId) => <TaskList projectId={projectId} />,
    agents: (project) => <AgentList project={project} />,
    newTask: (projectId, agentId) => (
      <Opened at="/tasks">
        {(onCreated) => <NewTaskForm projectId={projectId} agentId={agentId} onCreated={onCreated} />}
      </Opened>
    ),
    newAgent: (projectId) => (
      <Opened at="/agents">
        {(onCreated) => <NewAgentForm projectId={projectId} onCreated={onCreated} />}
      </Opened>
    ),
  } satisfies ProjectParts
  return { default: () => <ProjectPage parts={parts} /> }
}

export async function agentPlace() {
  const [{ AgentPage }, { TaskList }] = await Promise.all([
    import('../features/agents/AgentPage.tsx'),
    import('../features/tasks/TaskList.tsx'),
  ])
  return { default: () => <AgentPage tasks={(agentId) => <TaskList agentId={agentId} />} /> }
}
