import { useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { useProject } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { OverviewPlace } from './OverviewPlace.tsx'
import { ProjectForm } from './ProjectForm.tsx'
import { ProjectHead } from './ProjectHead.tsx'

/** A tab of the project's page with an address of its own. */
export interface ProjectPlace {
  id: string
  label: string
  render: (project: Project) => ReactNode
}

/** What an address may fill in before. */
interface FormSearch {
  agentId?: string
  title?: string
  intent?: string
}

/** A form about the project: a page without the tabs. */
export interface ProjectFormPlace {
  id: string
  title: string
  /** What becomes of it while the project starts no run. */
  whileHeld?: string
  render: (project: Project, search: FormSearch) => ReactNode
}

/** Pieces of other features, which the app puts in: a feature imports no feature. */
export interface ProjectParts {
  taskLine: (row: TaskRow) => ReactNode
  places: ProjectPlace[]
  forms: ProjectFormPlace[]
}

/** One project: tabs are places, each has an address. */
export function ProjectPage({ parts }: { parts: ProjectParts }) {
  const { projectId = '', place = 'overview' } = useParams({ strict: false }) as Record<string, string>
  const project = useProject(projectId)
  if (project.data) return <Loaded project={project.data} place={place} parts={parts} />
  if (project.error) {
    return (
      <Unreadable
        noun="project"
        isMissing={isMissing(project.error)}
        message={wordsOf(project.error)}
        wayBack={{ label: 'Open the projects', href: '/projects' }}
        onRetry={() => void project.refetch()}
      />
    )
  }
  return (
    <Page>
      <PageHeader title="Project" />
      <SkeletonRows label="project" count={6} />
    </Page>
  )
}

interface PlaceProps {
  project: Project
  place: string
  parts: ProjectParts
}

function Loaded({ project, place, parts }: PlaceProps) {
  const search = useSearch({ strict: false }) as FormSearch
  const form = parts.forms.find(({ id }) => id === place)
  if (form) {
    return (
      <ProjectForm project={project} title={form.title} means={form.whileHeld}>
        {form.render(project, search)}
      </ProjectForm>
    )
  }
  return (
    <Page>
      <ProjectHead project={project} place={place} places={parts.places} />
      <Place project={project} place={place} parts={parts} />
    </Page>
  )
}

function Place({ project, place, parts }: PlaceProps) {
  if (place === 'overview') return <OverviewPlace project={project} taskLine={parts.taskLine} />
  const found = parts.places.find(({ id }) => id === place)
  if (found) return found.render(project)
  return (
    <EmptyState
      title="There is no such place in this project."
      first="The address may be wrong."
      action={<AppLink href={`/projects/${project.id}`}>Go to its overview</AppLink>}
    />
  )
}
