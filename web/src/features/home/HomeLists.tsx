import { Fragment, type ReactNode } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { useInbox } from '../../http/shared-queries.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { useOpenTasks } from './home-queries.ts'
import { shortened } from './shortened.ts'

interface Read {
  isPending: boolean
  error: Error | null
}

function Reading({ label, read }: { label: string; read: Read }) {
  if (read.error)
    return (
      <p role="alert">
        The {label} cannot be read now: {wordsOf(read.error)}
      </p>
    )
  return read.isPending ? <SkeletonRows label={label} count={3} /> : null
}

const mostNeeds = 5

export function NeedsYou({ line }: { line: (item: InboxItem, isFirst: boolean) => ReactNode }) {
  const inbox = useInbox()
  const items = inbox.data?.items
  const label = items && items.length > mostNeeds ? `All ${items.length} in the inbox` : 'Open inbox'
  return (
    <Section
      title="Needs you"
      {...(items && { count: items.length })}
      note="by cost of delay"
      more={{ label, href: '/inbox' }}
    >
      {items && items.length > 0 && (
        <RowList label="Needs you">
          {items.slice(0, mostNeeds).map((item, index) => (
            <Fragment key={item.id}>{line(item, index === 0)}</Fragment>
          ))}
        </RowList>
      )}
      {items?.length === 0 && (
        <EmptyState
          title="Nothing needs you."
          first="Approvals, questions and what cannot go on by itself come here."
        />
      )}
      <Reading label="inbox" read={inbox} />
    </Section>
  )
}

interface TasksProps {
  projects: readonly Project[]
  line: (row: TaskRow) => ReactNode
}

const lines = (rows: readonly TaskRow[], line: TasksProps['line']) =>
  rows.map((row) => <Fragment key={row.id}>{line(row)}</Fragment>)

/** Tasks of a removed project are still being cancelled, and counted nowhere. */
const ofThese = (projects: readonly Project[], rows: readonly TaskRow[] | undefined) =>
  rows?.filter(({ projectId }) => projects.some(({ id }) => id === projectId))

export function OpenTasks({ projects, line }: TasksProps) {
  const tasks = useOpenTasks()
  const count = projects.reduce((sum, { counts }) => sum + counts.open, 0)
  const rows = ofThese(projects, tasks.data?.items)
  const more = { label: count > 7 ? `All ${count} open tasks` : 'All tasks', href: '/tasks' }
  return (
    <Section title="At work and waiting" count={count} note="newest first" more={more}>
      {rows && rows.length > 0 && (
        <RowList label="At work and waiting">{lines(shortened(rows, count), line)}</RowList>
      )}
      {rows?.length === 0 && (
        <EmptyState title="Nothing is at work." first="Open a project and give one of its agents a task." />
      )}
      <Reading label="open tasks" read={tasks} />
    </Section>
  )
}
