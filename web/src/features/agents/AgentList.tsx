import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { useAgents } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Stack } from '../../ui/Layout.tsx'
import { agentsSentence } from '../../ui/load-words.ts'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { AgentRows } from './AgentRows.tsx'
import css from './agents.module.css'

/** The agents of one project. */
export function AgentList({ project }: { project: Pick<Project, 'id' | 'name' | 'removedAt'> }) {
  const agents = useAgents(project.id)
  const items = agents.data?.items
  const removed = project.removedAt ? `${project.name} is removed, so it takes no agents.` : null
  const refusal = refusalOf(useRole(), 'createAgent') ?? removed
  return (
    <Stack>
      {items && items.length > 0 && <Lead>{agentsSentence(items)}</Lead>}
      <Section title="Agents" {...(items && { count: items.length })} note="oldest first">
        {items && items.length > 0 && <AgentRows label={`Agents of ${project.name}`} agents={items} />}
        {items?.length === 0 && (
          <EmptyState
            title="There is no agent here."
            first={removed ?? 'Create one: it gets a role, a charter, and an executor to work on.'}
          />
        )}
        {agents.isPending && <SkeletonRows label="agents" count={3} />}
        {agents.error && <p role="alert">The agents cannot be read now: {wordsOf(agents.error)}</p>}
        <div className={css.after}>
          <ActionLink href={`/projects/${project.id}/new-agent`} refusal={refusal}>
            New agent
          </ActionLink>
        </div>
      </Section>
    </Stack>
  )
}
