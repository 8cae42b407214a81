import { Button } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import formCss from '../../ui/form.module.css'
import { useNow } from '../../ui/now.ts'
import { exact } from '../../ui/time-format.ts'
import { AskLine } from './AskLine.tsx'
import css from './Due.module.css'
import { DueFields } from './DueFields.tsx'
import { type DueDraft, dueAtOf, dueFieldProblem, localText, noDue } from './due-draft.ts'
import { dueEndWords } from './due-words.ts'
import type { Asking } from './task-queries.ts'

interface DeadlineFormProps {
  task: Task
  asking: Asking
  onDone: () => void
}

type Due = { dueAt: string; dueEnd: DueDraft['dueEnd'] } | null

const dueOf = ({ dueAt, dueEnd }: Task): Due => (dueAt && dueEnd ? { dueAt, dueEnd } : null)

/** Changes the deadline from what was read when it was opened; what somebody else made of it meanwhile is said first. */
export function DeadlineForm({ task, asking, onDone }: DeadlineFormProps) {
  const now = useNow()
  const current = dueOf(task)
  const [from, setFrom] = useState(current)
  const [draft, setDraft] = useState<DueDraft>(
    current ? { ...noDue, due: localText(new Date(current.dueAt)), dueEnd: current.dueEnd } : noDue,
  )
  const [isTold, setTold] = useState(false)
  const isIdle = asking.phase === 'idle'
  const problem = dueFieldProblem(draft, now)
  // While it is recorded the change that is seen may be this one.
  const isChanged = isIdle && (from?.dueAt !== current?.dueAt || from?.dueEnd !== current?.dueEnd)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTold(true)
    if (problem) return
    // What is changed from is what stands under the fields by now.
    setFrom(current)
    const { dueEnd } = draft
    if (await asking.ask({ kind: 'deadline', dueAt: dueAtOf(draft), dueEnd, from: current })) onDone()
  }
  return (
    <form className={css.form} aria-label="Deadline" noValidate onSubmit={save}>
      <DueFields
        draft={draft}
        error={isTold ? problem : null}
        onChange={(change) => setDraft((was) => ({ ...was, ...change }))}
      />
      {isChanged && <p role="alert">Somebody changed it meanwhile: {dueLine(current)}.</p>}
      <div className={formCss.actions}>
        <Button type="submit" disabled={!isIdle}>
          {isIdle ? (isChanged ? 'Save yours instead' : 'Save the deadline') : 'Recording…'}
        </Button>
        <Button variant="default" onClick={onDone}>
          Back
        </Button>
      </div>
      {!isChanged && (isTold || !isIdle) && <AskLine asking={asking} />}
    </form>
  )
}

const dueLine = (due: Due) =>
  due
    ? `it is due ${exact(new Date(due.dueAt))} (${dueEndWords[due.dueEnd].choice.toLowerCase()})`
    : 'the task is due at no time'
