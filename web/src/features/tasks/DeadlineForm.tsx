import { Button } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import formCss from '../../ui/form.module.css'
import { useNow } from '../../ui/now.ts'
import { exact } from '../../ui/time-format.ts'
import { AskLine } from './AskLine.tsx'
import css from './Due.module.css'
import { type DueDraft, DueFields } from './DueFields.tsx'
import { dueFieldProblem, localText } from './due-times.ts'
import { dueEndWords } from './due-words.ts'
import { useAsk } from './task-queries.ts'

interface DeadlineFormProps {
  task: Task
  onDone: () => void
}

const deadlineOf = ({ dueAt, dueEnd }: Task) => (dueAt && dueEnd ? { dueAt, dueEnd } : null)

/** Changes the deadline from what was read when it was opened; what somebody else made of it meanwhile is said first. */
export function DeadlineForm({ task, onDone }: DeadlineFormProps) {
  const now = useNow()
  const current = deadlineOf(task)
  const [from, setFrom] = useState(current)
  const [draft, setDraft] = useState<DueDraft>({
    due: current ? localText(new Date(current.dueAt)) : '',
    isDueHalf: false,
    dueEnd: current?.dueEnd ?? 'late',
  })
  const [isTold, setTold] = useState(false)
  const asking = useAsk(task.id, task.state)
  const problem = dueFieldProblem(draft.due, draft.isDueHalf, now)
  const isChanged = from?.dueAt !== current?.dueAt || from?.dueEnd !== current?.dueEnd
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTold(true)
    if (problem) return
    const dueAt = draft.due === '' ? null : new Date(draft.due).toISOString()
    // What is changed from is what stands under the fields by now.
    setFrom(current)
    if (await asking.ask({ kind: 'deadline', dueAt, dueEnd: draft.dueEnd, from: current })) onDone()
  }
  return (
    <form className={css.form} aria-label="Deadline" noValidate onSubmit={save}>
      <DueFields
        draft={draft}
        error={isTold ? problem : null}
        onChange={(change) => setDraft((was) => ({ ...was, ...change }))}
      />
      {isChanged && (
        <p role="alert">
          Somebody changed it meanwhile: {current ? dueLine(current) : 'the task is due at no time'}.
        </p>
      )}
      <div className={formCss.actions}>
        <Button type="submit" disabled={asking.phase !== 'idle'}>
          {asking.phase === 'recording'
            ? 'Recording…'
            : isChanged
              ? 'Save yours instead'
              : 'Save the deadline'}
        </Button>
        <Button variant="default" onClick={onDone}>
          Back
        </Button>
      </div>
      {!isChanged && <AskLine asking={asking} />}
    </form>
  )
}

const dueLine = ({ dueAt, dueEnd }: NonNullable<ReturnType<typeof deadlineOf>>) =>
  `it is due ${exact(new Date(dueAt))} (${dueEndWords[dueEnd].choice.toLowerCase()})`
