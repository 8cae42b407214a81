import { Button } from '@mantine/core'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { useAgents } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { NoAgentYet } from '../../ui/NoAgentYet.tsx'

interface NoTasksProps {
  /** That there are none, in words of the view. */
  title: string
  projectId?: string | undefined
  agentId?: string | undefined
  /** Shows the tasks of every state; null where they are shown already. */
  onShowAll: (() => void) | null
}

/** Nothing to list: what to do first, and the way there. */
export function NoTasks({ title, projectId, agentId, onShowAll }: NoTasksProps) {
  const agents = useAgents(projectId).data?.items
  const refusal = refusalOf(useRole(), 'createAgent')
  if (agents?.length === 0 && projectId)
    return (
      <NoAgentYet
        projectId={projectId}
        refusal={refusal}
        why="Create one first: tasks are given to agents."
      />
    )
  const where =
    (agentId && 'Give it one with New task') ||
    (projectId && 'Give an agent one with New task') ||
    'Open a project and give one to an agent'
  return (
    <EmptyState
      title={title}
      first={onShowAll ? `${where}, or look at those of every state.` : `${where}.`}
      action={
        <>
          {!projectId && !agentId && (
            <ActionLink href="/projects" refusal={null}>
              Open the projects
            </ActionLink>
          )}
          {onShowAll && (
            <Button variant="default" onClick={onShowAll}>
              All tasks
            </Button>
          )}
        </>
      }
    />
  )
}
