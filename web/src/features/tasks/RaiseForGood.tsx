import { Radio } from '@mantine/core'
import { useState } from 'react'
import type { SpentBudget } from '#api/policies/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { budgetWords, burnWords } from '#domain/policy/budget-words.ts'
import { isStopped } from '#domain/task/task-rules.ts'
import { wordsOf } from '../../http/missing.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { useSpentBudgets } from './budget-queries.ts'
import css from './Due.module.css'
import { RaisePolicyBudget } from './RaisePolicyBudget.tsx'
import { RaiseTaskBudget } from './RaiseTaskBudget.tsx'
import type { Asking } from './task-queries.ts'

interface RaiseForGoodProps {
  task: Task
  asking: Asking
}

const keyOf = ({ scope, metric, period }: SpentBudget) => `${scope} ${metric} ${period}`

/** Which of the budgets that hold the task, and then that one. */
export function RaiseForGood({ task, asking }: RaiseForGoodProps) {
  const spent = useSpentBudgets(task.id)
  const [chosen, setChosen] = useState<string | null>(null)
  if (spent.isPending) return <SkeletonRows label="budgets that hold it" count={2} />
  if (spent.error) return <p role="alert">Its budgets cannot be read now: {wordsOf(spent.error)}</p>
  const { items } = spent.data
  const [first] = items
  if (!first) return <NoneSpent task={task} />
  const budget = items.find((one) => keyOf(one) === chosen) ?? first
  return (
    <div className={css.form}>
      {items.length > 1 && (
        <Radio.Group
          label="Which budget"
          description="Each of these holds the task: it goes on once none of them does."
          value={keyOf(budget)}
          onChange={setChosen}
        >
          <div className={css.fields}>
            {items.map((one) => (
              <Radio key={keyOf(one)} value={keyOf(one)} label={labelOf(one)} />
            ))}
          </div>
        </Radio.Group>
      )}
      <p>
        {labelOf(budget)}: {burnWords({ budget, spent: budget })}.
      </p>
      {budget.scope === 'task' ? (
        <RaiseTaskBudget key={keyOf(budget)} {...{ task, budget, asking }} />
      ) : (
        <RaisePolicyBudget key={keyOf(budget)} budget={budget} />
      )}
    </div>
  )
}

/** What a run used up stays used up: by itself nothing goes on then. */
function NoneSpent({ task }: { task: Task }) {
  const policy = <AppLink href={`/policies/${task.projectId}`}>the policy of {task.projectName}</AppLink>
  if (!isStopped(task.state))
    return <p>No budget holds it by now: it goes on by itself. All of them stand in {policy}.</p>
  return (
    <p>
      No budget is spent: its last run used all that one run may use. Raise it once, write to {task.agentName}
      , or say in {policy} that one run may use more; then the task goes on.
    </p>
  )
}

/** Nothing that the words of what was used speak of. */
const unsaid = { perRun: null, warnAt: 100 }

function labelOf({ scope, ...budget }: SpentBudget): string {
  const words = budgetWords({ scope, budget: { ...budget, ...unsaid } })
  return `${words[0]?.toUpperCase()}${words.slice(1)}`
}
