import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Agent } from '#api/agents/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { useExecutors, useProject } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { EightFour, Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { AgentNotice } from './AgentNotice.tsx'
import { AgentRail } from './AgentRail.tsx'
import { useAgent } from './agent-queries.ts'
import css from './agents.module.css'
import { Presence } from './Presence.tsx'

interface AgentPageProps {
  /** Its tasks: TaskList of features/tasks. The app gives it: a feature imports no feature. */
  tasks: (agentId: string) => ReactNode
}

/** Who it is, where it works, and what it has to do. */
export function AgentPage({ tasks }: AgentPageProps) {
  const { agentId = '' } = useParams({ strict: false }) as { agentId?: string }
  const agent = useAgent(agentId)
  if (agent.data) return <Loaded agent={agent.data} tasks={tasks} />
  if (agent.error) {
    return (
      <Unreadable
        noun="agent"
        isMissing={isMissing(agent.error)}
        message={wordsOf(agent.error)}
        wayBack={{ label: 'Open the agents', href: '/agents' }}
        onRetry={() => void agent.refetch()}
      />
    )
  }
  return (
    <Page>
      <PageHeader title="Agent" />
      <SkeletonRows label="agent" count={5} />
    </Page>
  )
}

function Loaded({ agent, tasks }: AgentPageProps & { agent: Agent }) {
  const executors = useExecutors().data?.items
  const project = useProject(agent.projectId).data
  const executor = executors?.find(({ id }) => id === agent.executorId)
  return (
    <Page>
      <AgentNotice agent={agent} executor={executor} />
      <PageHeader
        title={agent.name}
        trail={[
          { label: project?.name ?? 'Project', href: `/projects/${agent.projectId}` },
          { label: 'Agents', href: `/projects/${agent.projectId}/agents` },
        ]}
        meta={
          <>
            {agent.role && <span>{agent.role}</span>}
            <Presence agent={agent} executors={executors} />
          </>
        }
        actions={<NewTask agent={agent} project={project} />}
      />
      <EightFour>
        <Section title="Tasks">
          <div className={css.tasks}>{tasks(agent.id)}</div>
        </Section>
        <AgentRail agent={agent} executor={executor} />
      </EightFour>
    </Page>
  )
}

function NewTask({ agent, project }: { agent: Agent; project: Project | undefined }) {
  const refusal =
    refusalOf(useRole(), 'createTask') ??
    (project?.removedAt ? `${project.name} is removed, so it takes no tasks.` : null) ??
    (agent.executorId === null ? `${agent.name} has no executor, so it takes no tasks.` : null)
  return (
    <ActionLink
      href={`/projects/${agent.projectId}/new-task?agentId=${agent.id}`}
      refusal={refusal}
      variant="filled"
    >
      New task
    </ActionLink>
  )
}
