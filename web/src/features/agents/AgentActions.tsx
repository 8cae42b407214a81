import type { Agent } from '#api/agents/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { type Action, refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { ActionLink } from '../../ui/ActionLink.tsx'

export type AgentPanel = 'edit' | 'retire'

interface AgentActionsProps {
  agent: Agent
  project: Project | undefined
  onOpen: (panel: AgentPanel) => void
}

/** What may be done with an agent; what may not says why. */
export function AgentActions({ agent, project, onOpen }: AgentActionsProps) {
  const role = useRole()
  const retired = agent.retiredAt ? `${agent.name} is retired, and stays as it was.` : null
  const refused = (action: Action) => refusalOf(role, action) ?? retired
  const noTask =
    refused('createTask') ??
    (project?.removedAt ? `${project.name} is removed, so it takes no tasks.` : null) ??
    (agent.executorId === null ? `${agent.name} has no executor, so it takes no tasks.` : null)
  return (
    <>
      <ActionButton refusal={refused('retireAgent')} onClick={() => onOpen('retire')}>
        Retire…
      </ActionButton>
      <ActionButton refusal={refused('editAgent')} onClick={() => onOpen('edit')}>
        Edit
      </ActionButton>
      <ActionLink
        href={`/projects/${agent.projectId}/new-task?agentId=${agent.id}`}
        refusal={noTask}
        variant="filled"
      >
        New task
      </ActionLink>
    </>
  )
}
