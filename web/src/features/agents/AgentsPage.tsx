import { wordsOf } from '../../http/missing.ts'
import { useAgents, useProjects } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { agentsSentence } from '../../ui/load-words.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { AgentRows } from './AgentRows.tsx'
import css from './agents.module.css'

/** The agents of all projects, under their project. */
export function AgentsPage() {
  const agents = useAgents()
  const projects = useProjects()
  const problem = agents.error ?? projects.error
  const items = agents.data?.items
  const groups = projects.data?.items
    .map((project) => ({ project, own: items?.filter(({ projectId }) => projectId === project.id) ?? [] }))
    .filter(({ own }) => own.length > 0)
  return (
    <Page>
      <Stack>
        <PageHeader title="Agents" />
        {items && items.length > 0 && <Lead>{agentsSentence(items)}</Lead>}
      </Stack>
      {items &&
        groups?.map(({ project, own }) => (
          <Section
            key={project.id}
            title={project.name}
            count={own.length}
            more={{ label: 'Open the project', href: `/projects/${project.id}/agents` }}
          >
            <AgentRows label={`Agents of ${project.name}`} agents={own} />
          </Section>
        ))}
      {items?.length === 0 && (
        <EmptyState
          title="There is no agent yet."
          first="Agents live in projects: open a project, then create an agent in it."
          action={
            <AppLink href="/projects" className={css.link}>
              Open the projects
            </AppLink>
          }
        />
      )}
      {(agents.isPending || projects.isPending) && <SkeletonRows label="agents" count={4} />}
      {problem && <p role="alert">The agents cannot be read now: {wordsOf(problem)}</p>}
    </Page>
  )
}
