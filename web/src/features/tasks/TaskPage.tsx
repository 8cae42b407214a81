import { useParams } from '@tanstack/react-router'
import type { Entry } from '#api/ledger/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import type { TaskState } from '#domain/task/task.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { EightFour, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { CancelButton } from './CancelButton.tsx'
import { MessageBox } from './MessageBox.tsx'
import { RunTable } from './RunTable.tsx'
import { actionRefusal } from './refusal-rules.ts'
import { TaskMeta } from './TaskMeta.tsx'
import css from './TaskPage.module.css'
import { TaskProblem } from './TaskProblem.tsx'
import { TaskRail } from './TaskRail.tsx'
import { TaskStanding } from './TaskStanding.tsx'
import { TaskStory } from './TaskStory.tsx'
import { useAsk, useTask, useTaskEntries } from './task-queries.ts'
import { namesIn } from './timeline-groups.ts'

/** What happened, what it waits for, and what may be done. */
export function TaskPage() {
  const { taskId = '' } = useParams({ strict: false }) as { taskId?: string }
  const task = useTask(taskId)
  const entries = useTaskEntries(taskId)
  if (task.data) return <Loaded task={task.data} entries={entries.data} problem={entries.error} />
  if (task.error) return <TaskProblem problem={task.error} onRetry={() => void task.refetch()} />
  return (
    <Page>
      <PageHeader title="Task" />
      <SkeletonRows label="task" count={6} />
    </Page>
  )
}

interface LoadedProps {
  task: Task
  entries: Entry[] | undefined
  problem: Error | null
}

function Loaded({ task, entries, problem }: LoadedProps) {
  const { state } = task
  const nameOf = namesIn(entries ?? [])
  return (
    <Page>
      <PageHeader
        title={task.title}
        trail={[
          { label: task.projectName, href: `/projects/${task.projectId}` },
          { label: 'Task', href: `/tasks/${task.id}` },
        ]}
        meta={<TaskMeta task={task} />}
        actions={<Actions task={task} />}
      />
      <EightFour>
        <Stack>
          <TaskStanding task={task} nameOf={nameOf} />
          <Result state={state} />
          <MessageBox task={task} />
          <Section title="Timeline" note="newest first">
            <Story task={task} entries={entries} problem={problem} />
          </Section>
          {state.runs.length > 0 && (
            <Section title="Runs" count={state.runs.length} note="newest first">
              <RunTable taskId={task.id} runs={state.runs} />
            </Section>
          )}
        </Stack>
        <TaskRail task={task} nameOf={nameOf} />
      </EightFour>
    </Page>
  )
}

/** The agent's own words on what came of it. */
function Result({ state }: { state: TaskState }) {
  if (state.status !== 'done' || !state.summary) return null
  return (
    <Section title="Result" note={state.isAccepted ? 'accepted without proof' : undefined}>
      <p className={css.result}>{state.summary}</p>
    </Section>
  )
}

function Story({ task, entries, problem }: LoadedProps) {
  if (entries) return <TaskStory entries={entries} task={task.state} />
  if (problem)
    return <p role="alert">The timeline cannot be read now: {problem.message} It is read again by itself.</p>
  return <SkeletonRows label="timeline" count={4} />
}

function Actions({ task }: { task: Task }) {
  const asking = useAsk(task.id, task.state)
  const role = useRole()
  return (
    <>
      <ActionButton
        refusal={actionRefusal(role, task.state, 'retryTask')}
        disabled={asking.phase !== 'idle'}
        onClick={() => void asking.ask({ kind: 'retry' })}
      >
        {asking.phase === 'recording' ? 'Recording…' : 'Try again'}
      </ActionButton>
      <CancelButton task={task} />
    </>
  )
}
