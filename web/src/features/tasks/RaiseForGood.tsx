import { Radio } from '@mantine/core'
import { useState } from 'react'
import type { SpentBudget } from '#api/policies/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { burnWords } from '#domain/policy/budget-words.ts'
import css from './Due.module.css'
import { NoneSpent } from './NoneSpent.tsx'
import { RaisePolicyBudget } from './RaisePolicyBudget.tsx'
import { RaiseTaskBudget } from './RaiseTaskBudget.tsx'
import { spentKey, spentKeys, spentLabel } from './raise-draft.ts'
import type { Asking } from './task-queries.ts'

interface RaiseForGoodProps {
  task: Task
  spent: readonly SpentBudget[]
  asking: Asking
}

/** Which of the budgets that hold the task, and then that one. */
export function RaiseForGood({ task, spent, asking }: RaiseForGoodProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const keys = spentKeys(spent)
  const at = Math.max(0, keys.indexOf(chosen ?? ''))
  const budget = spent[at]
  if (!budget) return <NoneSpent task={task} />
  return (
    <div className={css.form}>
      {spent.length > 1 && (
        <Radio.Group
          label="Which budget"
          description="Each of these holds the task: it goes on once none of them does."
          value={keys[at] ?? null}
          onChange={setChosen}
        >
          <div className={css.fields}>
            {spent.map((one, index) => (
              <Radio key={keys[index]} value={keys[index]} label={spentLabel(one)} />
            ))}
          </div>
        </Radio.Group>
      )}
      <p>
        {spentLabel(budget)}: {burnWords({ budget, spent: budget })}.
      </p>
      {budget.scope === 'task' ? (
        <RaiseTaskBudget key={spentKey(budget)} {...{ task, budget, asking }} />
      ) : (
        <RaisePolicyBudget key={spentKey(budget)} budget={budget} />
      )}
    </div>
  )
}
