import { useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Agent } from '#api/agents/contract.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { useExecutors, usePolicy, useProject } from '../../http/shared-queries.ts'
import { EightFour, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { AgentActions, type AgentPanel } from './AgentActions.tsx'
import { AgentFigures } from './AgentFigures.tsx'
import { AgentHistory, AgentLearnings } from './AgentHistory.tsx'
import { AgentLead } from './AgentLead.tsx'
import { AgentNotice } from './AgentNotice.tsx'
import { AgentRail } from './AgentRail.tsx'
import { useAgent, useAgentReport } from './agent-queries.ts'
import css from './agents.module.css'
import { EditAgent } from './EditAgent.tsx'
import { PausedAgent } from './PausedAgent.tsx'
import { Presence } from './Presence.tsx'
import { RetireAgent } from './RetireAgent.tsx'

/** Pieces of other features. The app gives them: a feature imports no feature. */
export interface AgentParts {
  tasks: (agentId: string) => ReactNode
  heartbeat: (agent: Agent) => ReactNode
  /** What it may do: tools, budgets, guardrails of its own. */
  policy?: (agentId: string) => ReactNode
  killSwitch?: (agent: Agent) => ReactNode
}

/** Who it is, where it works, and what it has to do. */
export function AgentPage({ parts }: { parts: AgentParts }) {
  const { agentId = '' } = useParams({ strict: false }) as { agentId?: string }
  const agent = useAgent(agentId)
  if (agent.data) return <Loaded agent={agent.data} parts={parts} />
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

function Loaded({ agent, parts }: { agent: Agent; parts: AgentParts }) {
  const executors = useExecutors().data?.items
  const project = useProject(agent.projectId).data
  const report = useAgentReport(agent.id)
  const policy = usePolicy(agent.id).data
  // One beside the other, so that opening one takes nothing away that is written in the other.
  const [panels, setPanels] = useState<readonly AgentPanel[]>([])
  const executor = executors?.find(({ id }) => id === agent.executorId)
  const onClose = (panel: AgentPanel) => () => setPanels((open) => open.filter((one) => one !== panel))
  return (
    <Page>
      <AgentNotice agent={agent} executor={executor} project={project} />
      <Stack>
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
          actions={
            <AgentActions
              agent={agent}
              project={project}
              onOpen={(panel) => setPanels((open) => [...open, panel])}
            />
          }
        />
        <AgentLead agent={agent} stage={project?.stage ?? 'active'} report={report.data} />
        {panels.includes('edit') && executors && policy && (
          <EditAgent {...{ agent, policy, executors }} onClose={onClose('edit')} />
        )}
        {panels.includes('retire') && <RetireAgent agent={agent} onClose={onClose('retire')} />}
        <PausedAgent agent={agent} />
        <AgentFigures agent={agent} report={report.data} />
      </Stack>
      <EightFour>
        <Stack>
          <div id="tasks">
            <Section title="Tasks">
              <div className={css.tasks}>{parts.tasks(agent.id)}</div>
            </Section>
          </div>
          {parts.heartbeat(agent)}
          {report.data && <AgentHistory report={report.data} />}
          {report.isPending && <SkeletonRows label="runs" count={3} />}
          {report.error && <p role="alert">Its runs cannot be read now: {wordsOf(report.error)}</p>}
          <AgentLearnings agentId={agent.id} />
          {parts.killSwitch && <Section title="Kill switch">{parts.killSwitch(agent)}</Section>}
        </Stack>
        <div className={css.rail}>
          <AgentRail agent={agent} executor={executor} />
          {parts.policy?.(agent.id)}
        </div>
      </EightFour>
    </Page>
  )
}
