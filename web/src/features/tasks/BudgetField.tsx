import { Button, Popover } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { ChangedMeanwhile } from '../../ui/ChangedMeanwhile.tsx'
import formCss from '../../ui/form.module.css'
import { AskLine } from './AskLine.tsx'
import { BudgetFields } from './BudgetFields.tsx'
import { type BudgetDraft, budgetAsked, budgetDraftOf, budgetWords, isSameBudget } from './budget-draft.ts'
import css from './Due.module.css'
import { useActionRefusal } from './past.ts'
import { TaskBurn } from './TaskBurn.tsx'
import { type Asking, useAsk } from './task-queries.ts'

/** What all runs of the task may use, beside the budgets of its project and agent; changed where it is shown. */
export function BudgetField({ task }: { task: Task }) {
  const [isOpen, setOpen] = useState(false)
  const asking = useAsk(task.id, task.state)
  const refusal = useActionRefusal(task.state, 'setTaskBudget')
  return (
    <>
      <TaskBurn task={task} />
      <div className={css.edit}>
        <Popover opened={isOpen} onChange={setOpen} width={320} position="bottom-end" trapFocus>
          <Popover.Target>
            <ActionButton refusal={refusal} size="compact-sm" onClick={() => setOpen((was) => !was)}>
              {task.state.budget ? 'Change the budget' : 'Set a budget'}
            </ActionButton>
          </Popover.Target>
          <Popover.Dropdown aria-label="The budget of this task">
            {isOpen && <BudgetForm {...{ task, asking }} onDone={() => setOpen(false)} />}
          </Popover.Dropdown>
        </Popover>
      </div>
      {!isOpen && asking.phase !== 'idle' && <AskLine asking={asking} />}
    </>
  )
}

/** Until something is written, what is saved by now; what somebody else made of it under that is said first. */
function BudgetForm({ task, asking, onDone }: { task: Task; asking: Asking; onDone: () => void }) {
  const [written, setWritten] = useState<{ draft: BudgetDraft; from: BudgetDraft } | null>(null)
  const { budget } = task.state
  const saved = budgetDraftOf(budget)
  const { draft, from } = written ?? { draft: saved, from: saved }
  const isIdle = asking.phase === 'idle'
  const isChanged = isIdle && !isSameBudget(from, saved) && !isSameBudget(draft, saved)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setWritten({ draft, from: saved })
    if (await asking.ask({ kind: 'budget', budget: budgetAsked(draft) })) onDone()
  }
  return (
    <form className={css.form} aria-label="Budget" noValidate onSubmit={save}>
      <BudgetFields
        draft={draft}
        onChange={(change) => setWritten((was) => ({ from, draft: { ...(was?.draft ?? saved), ...change } }))}
      />
      {isChanged && (
        <ChangedMeanwhile take="Take that budget" onTake={() => setWritten(null)}>
          Somebody changed it meanwhile: {budgetWords(budget)}.
        </ChangedMeanwhile>
      )}
      <div className={formCss.actions}>
        <Button type="submit" disabled={!isIdle}>
          {isIdle ? (isChanged ? 'Save yours instead' : 'Save the budget') : 'Recording…'}
        </Button>
        <Button variant="default" onClick={onDone}>
          Back
        </Button>
      </div>
      <AskLine asking={asking} />
    </form>
  )
}
