import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Entry } from '#api/ledger/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { Page } from '../../ui/Layout.tsx'
import { NowContext, useNow } from '../../ui/now.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { isSamePage } from '../../ui/unsaved.ts'
import { AskLine } from './AskLine.tsx'
import { CancelButton } from './CancelButton.tsx'
import { useMessage } from './MessageBox.tsx'
import { momentsOf } from './moments.ts'
import { PastNotice, PastProblem } from './PastNotice.tsx'
import { PastContext, useActionRefusal } from './past.ts'
import { TaskBody } from './TaskBody.tsx'
import { TaskMeta } from './TaskMeta.tsx'
import { TaskProblem } from './TaskProblem.tsx'
import { TimeSlider } from './TimeSlider.tsx'
import { useAsk, useTask, useTaskAt, useTaskEntries } from './task-queries.ts'
import { namesIn } from './timeline-groups.ts'
import { useMoment } from './use-moment.ts'

/** What happened, what it waits for, and what may be done; or how that was at a moment. */
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

/** One tree for now and then, so that the slider keeps its focus while it moves. The clock is that of the moment. */
function Loaded({ task, entries = [], problem }: LoadedProps) {
  const { at, show } = useMoment()
  const past = useTaskAt(task.id, at)
  const message = useMessage(task)
  const now = useNow()
  const clock = useMemo(() => (at === null ? now : new Date(at)), [at, now])
  const shown = at === null ? task : past.data
  const told = shown && entries.slice(0, at === null ? undefined : shown.streamSeq)
  return (
    <PastContext value={at !== null}>
      <NowContext value={clock}>
        <Page>
          <PageHeader
            title={task.title}
            trail={[
              { label: task.projectName, href: `/projects/${task.projectId}` },
              { label: 'Task', href: `/tasks/${task.id}` },
            ]}
            meta={shown && <TaskMeta task={shown} />}
            actions={shown && <Actions task={shown} />}
          />
          <TimeSlider moments={momentsOf(entries)} at={at} onChange={show} />
          {at !== null && shown && <PastNotice at={at} told={shown.streamSeq} all={task.streamSeq} />}
          {/* Kept here, so that a message that is begun goes along to any moment, and one that can't be read. */}
          <UnsavedGuard isDirty={message.isUnsaved} stays={isSamePage} />
          {shown && (
            <TaskBody
              task={shown}
              entries={entries.length > 0 ? told : undefined}
              nameOf={namesIn(entries)}
              {...{ message, problem }}
            />
          )}
          {past.error && <PastProblem problem={past.error} />}
          {!shown && !past.error && <SkeletonRows label="task as it was" count={6} />}
        </Page>
      </NowContext>
    </PastContext>
  )
}

function Actions({ task }: { task: Task }) {
  const asking = useAsk(task.id, task.state)
  const refusal = useActionRefusal(task.state, 'retryTask')
  return (
    <>
      <AskLine asking={asking} />
      <ActionButton
        refusal={refusal}
        disabled={asking.phase !== 'idle'}
        onClick={() => void asking.ask({ kind: 'retry' })}
      >
        {asking.phase === 'recording' ? 'Recording…' : 'Try again'}
      </ActionButton>
      <CancelButton task={task} />
    </>
  )
}
