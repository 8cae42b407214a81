import { Fragment, type ReactNode } from 'react'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { useOpenTasks } from './home-queries.ts'
import { Reading } from './Reading.tsx'
import { shortened } from './shortened.ts'

interface OpenTasksProps {
  projects: readonly Project[]
  line: (row: TaskRow) => ReactNode
}

/** Tasks of a removed project are still being cancelled, and counted nowhere. */
const ofThese = (projects: readonly Project[], rows: readonly TaskRow[] | undefined) =>
  rows?.filter(({ projectId }) => projects.some(({ id }) => id === projectId))

export function OpenTasks({ projects, line }: OpenTasksProps) {
  const tasks = useOpenTasks()
  const count = projects.reduce((sum, { counts }) => sum + counts.open, 0)
  const rows = ofThese(projects, tasks.data?.items)
  const more = { label: count > 7 ? `All ${count} open tasks` : 'All tasks', href: '/tasks' }
  return (
    <Section title="At work and waiting" count={count} note="newest first" more={more}>
      {rows && rows.length > 0 && (
        <RowList label="At work and waiting">
          {shortened(rows, count).map((row) => (
            <Fragment key={row.id}>{line(row)}</Fragment>
          ))}
        </RowList>
      )}
      {rows?.length === 0 && (
        <EmptyState title="Nothing is at work." first="Open a project and give one of its agents a task." />
      )}
      <Reading label="open tasks" read={tasks} />
    </Section>
  )
}
