import { Popover } from '@mantine/core'
import { useState } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import { isCancelledByDeadline } from '#domain/task/deadline-rules.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { useNow } from '../../ui/now.ts'
import { exact } from '../../ui/time-format.ts'
import { AskLine } from './AskLine.tsx'
import { DeadlineForm } from './DeadlineForm.tsx'
import css from './Due.module.css'
import { DueMark } from './DueMark.tsx'
import { dueEndWords, dueWords } from './due-words.ts'
import { useActionRefusal } from './past.ts'
import railCss from './TaskRail.module.css'
import { useAsk } from './task-queries.ts'

/** When the task is due and what happens then; changed where it is shown. */
export function DeadlineField({ task }: { task: Task }) {
  const [isOpen, setOpen] = useState(false)
  const asking = useAsk(task.id, task.state)
  const refusal = useActionRefusal(task.state, 'setDeadline')
  const { dueAt, dueEnd } = task
  return (
    <>
      <DueTime task={task} />
      {dueAt && dueEnd && task.endedAt === null && (
        <span className={railCss.sub}>{dueEndWords[dueEnd].what}</span>
      )}
      <div className={css.edit}>
        <Popover opened={isOpen} onChange={setOpen} width={320} position="bottom-end" trapFocus>
          <Popover.Target>
            <ActionButton refusal={refusal} size="compact-sm" onClick={() => setOpen((was) => !was)}>
              {dueAt ? 'Change the deadline' : 'Set a deadline'}
            </ActionButton>
          </Popover.Target>
          <Popover.Dropdown aria-label="The deadline of this task">
            {isOpen && <DeadlineForm {...{ task, asking }} onDone={() => setOpen(false)} />}
          </Popover.Dropdown>
        </Popover>
      </div>
      {!isOpen && asking.phase !== 'idle' && <AskLine asking={asking} />}
    </>
  )
}

/** Of an ended task that was not late. */
function endWords({ state }: Task): string {
  if (isCancelledByDeadline(state)) return 'cancelled by it'
  return state.status === 'done' ? 'done in time' : `${state.status} before it`
}

function DueTime({ task }: { task: Task }) {
  const now = useNow()
  if (task.dueAt === null) return <>at no time</>
  return (
    <>
      {dueWords(task, now) === null ? endWords(task) : <DueMark task={task} />}
      <span className={railCss.sub}>{exact(new Date(task.dueAt))}</span>
    </>
  )
}
