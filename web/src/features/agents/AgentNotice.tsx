import type { Agent } from '#api/agents/contract.ts'
import type { Executor } from '#api/executors/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { executorLook } from '../../ui/executor-look.ts'
import { Notice } from '../../ui/Notice.tsx'
import { StageNotice } from '../../ui/StageNotice.tsx'

interface AgentNoticeProps {
  agent: Agent
  executor: Executor | undefined
  project: Project | undefined
}

/** What keeps the agent from working, and what to do about it; nothing while it can. */
export function AgentNotice({ agent, executor, project }: AgentNoticeProps) {
  if (agent.retiredAt !== null) return null
  if (agent.pause) {
    return (
      <Notice
        tone="danger"
        icon="alert"
        what={`${agent.name} is paused.`}
        why="It did the same over and over. What it is given waits until somebody lets it go on."
      />
    )
  }
  if (agent.executorId === null) {
    return (
      <Notice
        tone="blocked"
        icon="alert"
        what={`${agent.name} has no executor.`}
        why="Tasks for it are refused and its heartbeat does nothing. Change the agent to live on one."
      />
    )
  }
  if (!executor || executor.state === 'ready') {
    const means = `What ${agent.name} is given waits, and its beats do nothing.`
    return project ? <StageNotice project={project} means={means} /> : null
  }
  const { word, tone } = executorLook[executor.state]
  return (
    <Notice
      tone={tone}
      icon="executor"
      what={`${executor.name}: ${word.toLowerCase()}.`}
      why={`${executor.detail} What it is given waits, and starts by itself once the executor is there.`}
      next={
        <ActionLink href="/executors" refusal={null}>
          Open the executors
        </ActionLink>
      }
    />
  )
}
