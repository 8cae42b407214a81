import type { Entry } from '#api/ledger/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import type { TaskState } from '#domain/task/task.ts'
import { EightFour, Stack } from '../../ui/Layout.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { Conversation } from './Conversation.tsx'
import { InLine } from './InLine.tsx'
import { LiveSlot } from './LiveSlot.tsx'
import { type Message, MessageField } from './MessageBox.tsx'
import { RunTable } from './RunTable.tsx'
import css from './TaskPage.module.css'
import { TaskRail } from './TaskRail.tsx'
import { TaskStanding } from './TaskStanding.tsx'
import { TaskStory } from './TaskStory.tsx'
import { useMoment } from './use-moment.ts'

interface TaskBodyProps {
  task: Task
  entries: Entry[] | undefined
  message: Message
  problem: Error | null
  nameOf: (actor: string) => string
}

/** What holds the task up, what came of it, what happened; and its facts beside that. */
export function TaskBody({ task, entries, message, problem, nameOf }: TaskBodyProps) {
  const { state } = task
  const { at } = useMoment()
  return (
    <EightFour>
      <Stack>
        {/* What is written in a card is of its moment: another may have the card as well. */}
        <TaskStanding key={at} task={task} nameOf={nameOf} />
        {task.line && <InLine line={task.line} />}
        <LiveSlot taskId={task.id} runs={state.runs} />
        <Result state={state} />
        {state.adopted && <Conversation entries={entries ?? []} />}
        <MessageField {...{ task, message }} />
        <Section title="Timeline" note="newest first">
          <Story {...{ task, entries, problem }} />
        </Section>
        {state.runs.length > 0 && (
          <Section title="Runs" count={state.runs.length} note="newest first">
            <RunTable taskId={task.id} runs={state.runs} />
          </Section>
        )}
      </Stack>
      <TaskRail task={task} nameOf={nameOf} />
    </EightFour>
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

function Story({ task, entries, problem }: Pick<TaskBodyProps, 'task' | 'entries' | 'problem'>) {
  if (entries) return <TaskStory entries={entries} task={task.state} />
  if (problem)
    return <p role="alert">The timeline cannot be read now: {problem.message} It is read again by itself.</p>
  return <SkeletonRows label="timeline" count={4} />
}
