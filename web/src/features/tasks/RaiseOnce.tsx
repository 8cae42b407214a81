import { Button, NumberInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { SpentBudget } from '#api/policies/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { burnWords } from '#domain/policy/budget-words.ts'
import cardCss from '../../ui/StandingCard.module.css'
import { AskLine } from './AskLine.tsx'
import { amountOf } from './budget-draft.ts'
import css from './Due.module.css'
import { NoneSpent } from './NoneSpent.tsx'
import { isRaised, type RaiseNeeded, raiseNeeded, spentKeys, spentLabel } from './raise-draft.ts'
import type { Asking } from './task-queries.ts'

interface RaiseOnceProps {
  task: Task
  spent: readonly SpentBudget[]
  refusal: string | null
  asking: Asking
}

/** The task's next run may go beyond what holds it; the budgets stay as they are. */
export function RaiseOnce({ task, spent, refusal, asking }: RaiseOnceProps) {
  const needed = raiseNeeded(task.state, spent)
  const keys = spentKeys(spent)
  if (spent.length === 0 && Object.keys(needed).length === 0) return <NoneSpent task={task} />
  return (
    <>
      {spent.length > 0 && (
        <ul className={cardCss.reasons} aria-label="Budgets that hold it">
          {spent.map((budget, index) => (
            <li key={keys[index]}>
              {spentLabel(budget)}: {burnWords({ budget, spent: budget })}.
              {isRaised(task.state, budget) && ' It is raised for the next run.'}
            </li>
          ))}
        </ul>
      )}
      {Object.keys(needed).length === 0 ? (
        <p>All of them are raised for its next run: it goes on by itself.</p>
      ) : (
        <RaiseForm {...{ needed, refusal, asking }} isShare={spent.length === 0} />
      )}
    </>
  )
}

const fields = [
  { metric: 'usd', label: 'US dollars more', max: 1_000_000, decimalScale: 4 },
  { metric: 'tokens', label: 'Tokens more', max: 1e12, decimalScale: 0 },
] as const
type Amount = (typeof fields)[number]['metric']

interface RaiseFormProps {
  needed: RaiseNeeded
  /** What one run may use is raised: no budget is spent. */
  isShare: boolean
  refusal: string | null
  asking: Asking
}

function RaiseForm({ needed, isShare, refusal, asking }: RaiseFormProps) {
  const [draft, setDraft] = useState<Partial<Record<Amount, string | number>>>({})
  const [isTold, setTold] = useState(false)
  const shown = fields.filter(({ metric }) => needed[metric] !== undefined)
  const valueIn = (metric: Amount) => draft[metric] ?? needed[metric] ?? ''
  const amountIn = (metric: Amount) => (needed[metric] === undefined ? null : amountOf(valueIn(metric)))
  const raise = (event: FormEvent) => {
    event.preventDefault()
    setTold(true)
    if (shown.some(({ metric }) => amountIn(metric) === null)) return
    const runs = needed.runs === undefined ? null : 1
    void asking.ask({ kind: 'raise', usd: amountIn('usd'), tokens: amountIn('tokens'), runs })
  }
  return (
    <form className={css.form} aria-label="Raise the budget once" noValidate onSubmit={raise}>
      {needed.runs !== undefined && <p>One more run starts, beyond its budgets of runs.</p>}
      {shown.map(({ metric, ...field }) => (
        <NumberInput
          key={metric}
          {...field}
          description={
            isShare
              ? 'Beyond what one run may use, as far as its budgets have it left.'
              : 'Beyond what is spent, for its next run alone.'
          }
          value={valueIn(metric)}
          onChange={(value) => setDraft((was) => ({ ...was, [metric]: value }))}
          min={0}
          thousandSeparator=","
          error={isTold && amountIn(metric) === null ? 'Say by how much' : undefined}
        />
      ))}
      <div className={cardCss.actions}>
        <Button type="submit" disabled={refusal !== null || asking.phase !== 'idle'}>
          {asking.phase === 'recording' ? 'Recording…' : 'Raise once'}
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </form>
  )
}
