import { lazy, Suspense } from 'react'
import type { AgentParts } from '../features/agents/AgentPage.tsx'
import type { HomeParts } from '../features/home/HomePage.tsx'
import type { ProjectParts } from '../features/projects/ProjectPage.tsx'
import { Page } from '../ui/Layout.tsx'
import { SkeletonRows } from '../ui/SkeletonRows.tsx'
import { inboxCard } from './inbox-cards.tsx'
import { projectForms, projectPlaces } from './project-places.tsx'

const InboxPage = lazy(async () => ({ default: (await import('../features/inbox/InboxPage.tsx')).InboxPage }))

const loading = (
  <Page>
    <SkeletonRows label="page" count={4} />
  </Page>
)

// A feature imports no feature: pages that hold pieces of two are put together here.

export function InboxWithCards() {
  return (
    <Suspense fallback={loading}>
      <InboxPage card={inboxCard} />
    </Suspense>
  )
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
  const [{ ProjectPage }, { TaskLine }] = await Promise.all([
    import('../features/projects/ProjectPage.tsx'),
    import('../features/tasks/TaskLine.tsx'),
  ])
  const parts = {
    taskLine: (row) => <TaskLine row={row} isProjectShown={false} />,
    places: projectPlaces,
    forms: projectForms,
  } satisfies ProjectParts
  return { default: () => <ProjectPage parts={parts} /> }
}

export async function agentPlace() {
  const [{ AgentPage }, { TaskList }, { HeartbeatSection }, { PolicySummary }, { KillSwitchControl }] =
    await Promise.all([
      import('../features/agents/AgentPage.tsx'),
      import('../features/tasks/TaskList.tsx'),
      import('../features/heartbeats/HeartbeatSection.tsx'),
      import('../features/policies/PolicySummary.tsx'),
      import('../features/kill-switch/KillSwitchControl.tsx'),
    ])
  const parts = {
    tasks: (agentId) => <TaskList agentId={agentId} />,
    heartbeat: (agent) => <HeartbeatSection agent={agent} />,
    policy: (agentId) => <PolicySummary scopeId={agentId} />,
    killSwitch: ({ id, name }) => <KillSwitchControl scopeId={id} name={name} />,
  } satisfies AgentParts
  return { default: () => <AgentPage parts={parts} /> }
}

export async function executorsPlace() {
  const [{ ExecutorsPage }, { DriftSection }] = await Promise.all([
    import('../features/executors/ExecutorsPage.tsx'),
    import('../features/drift/DriftSection.tsx'),
  ])
  return { default: () => <ExecutorsPage drift={<DriftSection />} /> }
}
