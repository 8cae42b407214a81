import { Button, SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useAgents } from '../../http/shared-queries.ts'
import { Lead } from '../../ui/Layout.tsx'
import { loadWords } from '../../ui/load-words.ts'
import { RowList } from '../../ui/RowList.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { NoTasks } from './NoTasks.tsx'
import { type Counted, countedOf, TaskChips } from './TaskChips.tsx'
import { TaskLine } from './TaskLine.tsx'
import css from './TaskList.module.css'
import { type TaskFilter, useTasks } from './task-queries.ts'

interface TaskListProps {
  projectId?: string | undefined
  agentId?: string | undefined
}

const views = [
  { value: 'open', label: 'Open', query: { open: 'true' }, nothing: 'No open tasks.' },
  { value: 'late', label: 'Late', query: { due: 'late' }, nothing: 'No task is late.' },
  { value: 'done', label: 'Done', query: { status: 'done' }, nothing: 'No task is done yet.' },
  { value: 'failed', label: 'Failed', query: { status: 'failed' }, nothing: 'No task has failed.' },
  { value: 'all', label: 'All', query: {}, nothing: 'No tasks yet.' },
] as const

/** Which of them is shown stands in the address, so that a figure can lead to the tasks it was counted from. */
function useView() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const view = views.find(({ value }) => value === search.view) ?? views[0]
  const counted = countedOf(search)
  const show = (value: string, only: Counted = counted) =>
    void navigate({ to: '.', search: { view: value, ...only } as never, replace: true })
  return { view, counted, show }
}

/** Tasks of one project, of one agent or of all, newest first. */
export function TaskList({ projectId, agentId }: TaskListProps) {
  const { view, counted, show } = useView()
  const filter: TaskFilter = { projectId, agentId, ...view.query, ...counted }
  const tasks = useTasks(filter)
  const rows = tasks.data?.pages.flatMap((page) => page.items)
  const isAll = view.value === 'all' && Object.keys(counted).length === 0
  return (
    <div>
      {agentId === undefined && <TasksLead projectId={projectId} />}
      <div className={css.bar}>
        <SegmentedControl
          size="xs"
          aria-label="Which tasks"
          data={views.map(({ value, label }) => ({ value, label }))}
          value={view.value}
          onChange={(value) => show(value)}
        />
        <TaskChips counted={counted} onChange={(only) => show(view.value, only)} />
        <span className={css.note}>newest first</span>
      </div>
      {rows && rows.length > 0 && (
        <RowList label="Tasks">
          {rows.map((row) => (
            <TaskLine
              key={row.id}
              row={row}
              isProjectShown={projectId === undefined && agentId === undefined}
            />
          ))}
        </RowList>
      )}
      {rows?.length === 0 && (
        <NoTasks
          title={view.nothing}
          {...{ projectId, agentId }}
          onShowAll={isAll ? null : () => show('all', {})}
        />
      )}
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

/** How much there is to do, over the list of it. */
function TasksLead({ projectId }: Pick<TaskListProps, 'projectId'>) {
  const agents = useAgents(projectId).data?.items
  if (!agents) return null
  const words = loadWords(agents)
  return (
    <div className={css.lead}>
      <Lead>{`${words.charAt(0).toUpperCase()}${words.slice(1)}.`}</Lead>
    </div>
  )
}
