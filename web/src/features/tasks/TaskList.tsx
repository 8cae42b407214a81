import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { TaskRow } from '#api/tasks/contract.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { taskStatusLook } from '../../ui/task-status.ts'
import { Cost } from './Cost.tsx'
import { PracticeBadge } from './PracticeBadge.tsx'
import css from './TaskList.module.css'
import { useTasks } from './task-queries.ts'
import { waitLine } from './task-wording.ts'

const views = [
  { value: 'open', label: 'Open' },
  { value: 'all', label: 'All' },
]

/** Tasks of one project or of all, newest first. */
export function TaskList({ projectId }: { projectId?: string | undefined }) {
  const [view, setView] = useState('open')
  const tasks = useTasks(projectId, view === 'open')
  const rows = tasks.data?.pages.flatMap((page) => page.items)
  return (
    <div>
      <div className={css.bar}>
        <SegmentedControl size="xs" aria-label="Which tasks" data={views} value={view} onChange={setView} />
        <span className={css.note}>newest first</span>
      </div>
      {rows && rows.length > 0 && (
        <RowList label="Tasks">
          {rows.map((row) => (
            <TaskLine key={row.id} row={row} isProjectShown={projectId === undefined} />
          ))}
        </RowList>
      )}
      {rows?.length === 0 && <Nothing view={view} />}
      {tasks.isPending && <SkeletonRows label="tasks" count={4} />}
      {tasks.error && <p role="alert">The tasks cannot be read now: {tasks.error.message}</p>}
      {tasks.hasNextPage && (
        <Button
          variant="default"
          disabled={tasks.isFetchingNextPage}
          onClick={() => void tasks.fetchNextPage()}
        >
          {tasks.isFetchingNextPage ? 'Reading…' : 'Older tasks'}
        </Button>
      )}
    </div>
  )
}

function Nothing({ view }: { view: string }) {
  return view === 'open' ? (
    <EmptyState title="No open tasks." first="Give an agent a task, or look at all of them." />
  ) : (
    <EmptyState title="No tasks yet." first="Give an agent a task; it appears here at once." />
  )
}

function TaskLine({ row, isProjectShown }: { row: TaskRow; isProjectShown: boolean }) {
  const now = useNow()
  const look = taskStatusLook[row.status]
  const { waitKind: kind, waitDetail: detail, waitUntil: until, since } = row
  const wait = kind && waitLine({ kind, detail: detail ?? '', until, since }, now)
  return (
    <Row
      mark={
        <span className={css.mark} data-tone={look.tone}>
          <Glyph name={look.glyph} isLive={look.isLive ?? false} />
        </span>
      }
      title={row.title}
      href={`/tasks/${row.id}`}
      reason={wait && `waits for: ${wait.on}`}
      detail={
        <>
          <span>{look.word}</span>
          <span>
            since <RelativeTime at={new Date(since)} as="span" />
          </span>
          <span>{row.agentName}</span>
          {isProjectShown && <span>{row.projectName}</span>}
          {row.isPractice && (
            <span>
              <PracticeBadge />
            </span>
          )}
        </>
      }
      aside={hasCost(row) && <Cost nanoUsd={row.costNanoUsd} />}
    />
  )
}

/** Nothing is known before the first run has ended. */
const hasCost = ({ endedAt, costNanoUsd }: TaskRow) => endedAt !== null || (costNanoUsd ?? 0) > 0
