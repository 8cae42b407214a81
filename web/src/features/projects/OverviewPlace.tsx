import { Fragment, type ReactNode } from 'react'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { useAgents } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { EightFour, Stack } from '../../ui/Layout.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { ProjectFacts } from './ProjectFacts.tsx'
import { ProjectFigures } from './ProjectFigures.tsx'
import { ProjectLead } from './ProjectLead.tsx'
import css from './ProjectPage.module.css'
import { useOpenTasks } from './project-queries.ts'
import { ShippedSection } from './ShippedSection.tsx'
import { WeekObjectives } from './WeekObjectives.tsx'

const shown = 7

interface OverviewPlaceProps {
  project: Project
  taskLine: (row: TaskRow) => ReactNode
}

/** What it is for, how it stands, and what moves it. */
export function OverviewPlace({ project, taskLine }: OverviewPlaceProps) {
  return (
    <Stack>
      {project.mission && <p className={css.mission}>{project.mission}</p>}
      <ProjectLead project={project} />
      <ProjectFigures project={project} />
      <EightFour>
        <Stack>
          <OpenTasks project={project} taskLine={taskLine} />
          <ShippedSection projectId={project.id} />
        </Stack>
        <Stack>
          <WeekObjectives project={project} />
          <ProjectFacts project={project} />
        </Stack>
      </EightFour>
    </Stack>
  )
}

function OpenTasks({ project, taskLine }: OverviewPlaceProps) {
  const { open } = project.counts
  const tasks = useOpenTasks(project.id, shown)
  const rows = tasks.data?.items
  const label = open > shown ? `All ${open} open tasks` : 'All tasks'
  return (
    <Section
      title="Open tasks"
      count={open}
      note="newest first"
      more={{ label, href: `/projects/${project.id}/tasks` }}
    >
      {rows && rows.length > 0 && (
        <RowList label="Open tasks">
          {rows.map((row) => (
            <Fragment key={row.id}>{taskLine(row)}</Fragment>
          ))}
        </RowList>
      )}
      {rows?.length === 0 && <NothingOpen project={project} />}
      {tasks.isPending && <SkeletonRows label="open tasks" count={3} />}
      {tasks.error && <p role="alert">The tasks cannot be read now: {wordsOf(tasks.error)}</p>}
    </Section>
  )
}

function NothingOpen({ project: { id, removedAt } }: { project: Project }) {
  const agents = useAgents(id).data?.items
  const refusal = refusalOf(useRole(), 'createAgent')
  if (removedAt) return <EmptyState title="No task is open." first="The project is removed." />
  if (agents?.length !== 0)
    return <EmptyState title="No task is open." first="Give an agent a task with New task." />
  return (
    <EmptyState
      title="There is no agent in this project yet."
      first="Create one first: tasks are given to agents."
      action={
        <ActionLink href={`/projects/${id}/new-agent`} refusal={refusal} variant="filled">
          Create an agent
        </ActionLink>
      }
    />
  )
}
