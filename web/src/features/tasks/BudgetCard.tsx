import { Radio } from '@mantine/core'
import { useState } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import { isStopped } from '#domain/task/task-rules.ts'
import { wordsOf } from '../../http/missing.ts'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { StandingCard } from '../../ui/StandingCard.tsx'
import { useSpentBudgets } from './budget-queries.ts'
import css from './Due.module.css'
import { usePastRefusal } from './past.ts'
import { RaiseForGood } from './RaiseForGood.tsx'
import { RaiseOnce } from './RaiseOnce.tsx'
import type { Asking } from './task-queries.ts'

interface BudgetCardProps {
  task: Task
  refusal: string | null
  asking: Asking
}

type How = 'once' | 'for_good'

const titleOf = ({ state }: Task) =>
  isStopped(state) ? 'Its run used up what it may use' : 'Its budget is spent'

/** A budget holds the task's next run: raised once for this task, or for good in the policy that says it. */
export function BudgetCard({ task, refusal, asking }: BudgetCardProps) {
  const past = usePastRefusal()
  return (
    <StandingCard tone="waiting" icon="alert" title={titleOf(task)} said={task.waitDetail}>
      {/* What holds it is read as it is now, which says nothing of then. */}
      {past ? <p>{past}</p> : <Ways {...{ task, refusal, asking }} />}
    </StandingCard>
  )
}

function Ways({ task, refusal, asking }: BudgetCardProps) {
  const [how, setHow] = useState<How>('once')
  return (
    <>
      <Radio.Group label="Raise it" value={how} onChange={(value) => setHow(value as How)}>
        <div className={css.fields}>
          <Radio
            value="once"
            label="Once"
            description={`${task.agentName}’s next run may go beyond what holds it, and the task goes on. The budgets stay as they are.`}
          />
          <Radio
            value="for_good"
            label="For good"
            description="The budget itself is raised, for everything that it counts. All that it holds goes on."
          />
        </div>
      </Radio.Group>
      <Raise {...{ how, task, refusal, asking }} />
    </>
  )
}

function Raise({ how, task, refusal, asking }: BudgetCardProps & { how: How }) {
  const spent = useSpentBudgets(task.id)
  if (spent.isPending) return <SkeletonRows label="budgets that hold it" count={2} />
  if (spent.error) return <p role="alert">Its budgets cannot be read now: {wordsOf(spent.error)}</p>
  const { items } = spent.data
  return how === 'once' ? (
    <RaiseOnce {...{ task, refusal, asking }} spent={items} />
  ) : (
    <RaiseForGood {...{ task, asking }} spent={items} />
  )
}
