import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { useHome, useInbox, useProjects } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { ProjectsTable } from '../../ui/ProjectsTable.tsx'
import { type ProjectRow, projectRows } from '../../ui/project-rows.ts'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'

/** Which project needs somebody, and how each of them is. */
export function ProjectsPage() {
  const projects = useProjects()
  const inbox = useInbox()
  const home = useHome()
  const items = projects.data?.items
  // The order comes from all three: rows that are there must not move under the pointer.
  const isOrdered = !inbox.isPending && !home.isPending
  const rows = projectRows(items ?? [], inbox.data?.needs, home.data)
  const refusal = refusalOf(useRole(), 'createProject')
  return (
    <Page>
      <PageHeader
        title="Projects"
        actions={
          <>
            <ActionLink href="/agents" refusal={null}>
              All agents
            </ActionLink>
            <ActionLink href="/projects/new" refusal={refusal} variant="filled">
              Start a project
            </ActionLink>
          </>
        }
      />
      {items && items.length > 0 && isOrdered && (
        <>
          {inbox.data && <Lead>{sentenceOf(rows)}</Lead>}
          <Section title="All projects" count={items.length} note="those that need you first">
            <ProjectsTable rows={rows} />
          </Section>
        </>
      )}
      {items?.length === 0 && (
        <EmptyState
          title="There is no project yet."
          first="Start one: it holds agents and their tasks, and the rules they work by."
        />
      )}
      {items && home.error && <p role="alert">The figures cannot be read now: {wordsOf(home.error)}</p>}
      {(projects.isPending || (items && items.length > 0 && !isOrdered)) && (
        <SkeletonRows label="projects" count={4} />
      )}
      {projects.error && <p role="alert">The projects cannot be read now: {wordsOf(projects.error)}</p>}
    </Page>
  )
}

/** How many of them somebody has to look at, and which first: the rows are in that order. */
function sentenceOf(rows: readonly ProjectRow[]): string {
  const needing = rows.filter(({ needsYou }) => (needsYou ?? 0) > 0).length
  const all = counted(rows.length, 'project')
  const first = rows[0]?.name
  if (needing === 0) return `${all}, and none needs you now.`
  if (needing === 1) return `${all}, and ${first} needs you.`
  return `${needing} of ${all} need you, ${first} most.`
}
