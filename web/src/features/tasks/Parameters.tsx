import type { ProposalState } from '#domain/task/task.ts'
import css from './DecisionCard.module.css'
import { parameterLines } from './task-wording.ts'

/** Exactly what is recorded, as text: nothing is shortened and nothing is prettified. */
export function Parameters({ parameters }: { parameters: ProposalState['parameters'] }) {
  const lines = parameterLines(parameters)
  if (lines.length === 0) return <p className={css.parameters}>No parameters.</p>
  return (
    <dl className={css.parameters}>
      {lines.map(({ name, value }) => (
        <div key={name} className={css.parameter}>
          <dt>{name}</dt>
          <dd>{value === '' ? <span className={css.empty}>empty</span> : value}</dd>
        </div>
      ))}
    </dl>
  )
}
