import { Button } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { SpentBudget } from '#api/policies/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import formCss from '../../ui/form.module.css'
import { AskLine } from './AskLine.tsx'
import { budgetAsked, budgetDraftOf } from './budget-draft.ts'
import css from './Due.module.css'
import { limitAsked, NewLimit } from './NewLimit.tsx'
import { useActionRefusal } from './past.ts'
import type { Asking } from './task-queries.ts'

interface RaiseTaskBudgetProps {
  task: Task
  budget: SpentBudget
  asking: Asking
}

/** The task's own budget is no policy's: it is said anew, with its other limits as they are. */
export function RaiseTaskBudget({ task, budget, asking }: RaiseTaskBudgetProps) {
  const [value, setValue] = useState<string | number>('')
  const [isTold, setTold] = useState(false)
  const refusal = useActionRefusal(task.state, 'setTaskBudget')
  const asked = limitAsked(budget, value)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTold(true)
    if (!('limit' in asked)) return
    const draft = { ...budgetDraftOf(task.state.budget), [budget.metric]: asked.limit }
    void asking.ask({ kind: 'budget', budget: budgetAsked(draft) })
  }
  return (
    <form className={css.form} aria-label="Raise the task’s own budget" noValidate onSubmit={submit}>
      <NewLimit
        {...{ budget, value }}
        error={isTold && 'error' in asked ? asked.error : undefined}
        onChange={setValue}
      />
      <p>It is the budget of this task alone: no policy and no other task changes.</p>
      <div className={formCss.actions}>
        <Button type="submit" disabled={refusal !== null || asking.phase !== 'idle'}>
          {asking.phase === 'recording' ? 'Recording…' : 'Raise it for good'}
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </form>
  )
}
