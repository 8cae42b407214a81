import type { Task } from '#api/tasks/contract.ts'
import { burnWords } from '#domain/policy/budget-words.ts'
import { BurnMark } from '../../ui/BurnMark.tsx'
import { limitWords } from '../../ui/burn-look.ts'
import { budgetWords } from './budget-draft.ts'
import css from './TaskBurn.module.css'

/** The limits of the task's own budget, each with what its runs have used of it; of a past moment the limits alone. */
export function TaskBurn({ task: { budgetBurn, state } }: { task: Task }) {
  if (!budgetBurn || budgetBurn.length === 0) return <span>{budgetWords(state.budget)}</span>
  return (
    <ul className={css.limits} aria-label="Used of its own budget">
      {budgetBurn.map((burn) => (
        <li key={burn.metric}>
          <span>{limitWords(burn)}</span>
          <span className={css.used}>{burnWords({ budget: burn, spent: burn })}</span>
          <BurnMark burn={burn} label={limitWords(burn)} />
        </li>
      ))}
    </ul>
  )
}
