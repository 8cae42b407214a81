import { Button, NativeSelect, NumberInput, VisuallyHidden } from '@mantine/core'
import { useId } from 'react'
import { type Budget, metrics, periods } from '#domain/policy/policy-document.ts'
import css from './policies.module.css'
import { type FieldsProps, numberOf } from './policy-draft.ts'

const metricWords = { usd: 'US dollars', tokens: 'tokens', runs: 'runs' }
const periodChoices = { day: 'a day', month: 'a month', lifetime: 'for good' }
/** Below the row, where there is room for the whole sentence. */
const named = { limit: 'At most', perRun: 'For one run', warnAt: 'Warn at' }
const first: Budget = { metric: 'usd', period: 'month', limit: 50, perRun: null, warnAt: 80 }

/** One run is one run: of runs there is no field for it. */
const ofMetric = (metric: Budget['metric']) => ({ metric, ...(metric === 'runs' && { perRun: null }) })

export function BudgetFields(props: FieldsProps) {
  const { draft, isDisabled, onChange } = props
  return (
    <fieldset className={css.group}>
      <legend>Budgets</legend>
      {draft.budgets.map((budget, i) => (
        // They have no name; their place is what they are known by.
        <BudgetRow key={i} at={i} budget={budget} {...props} />
      ))}
      <div>
        <Button
          variant="default"
          disabled={isDisabled || draft.budgets.length >= 12}
          onClick={() => onChange({ budgets: [...draft.budgets, first] })}
        >
          Add a budget
        </Button>
      </div>
    </fieldset>
  )
}

function BudgetRow({
  at,
  budget,
  draft,
  errors,
  isDisabled,
  onChange,
}: FieldsProps & { at: number; budget: Budget }) {
  const put = (change: Partial<Budget>) =>
    onChange({ budgets: draft.budgets.map((one, i) => (i === at ? { ...one, ...change } : one)) })
  const common = { disabled: isDisabled }
  const id = useId()
  const wrong = Object.entries(named).flatMap(([field, label]) => {
    const message = errors[`budgets.${at}.${field}`]
    return message ? [`${label} ${message}.`] : []
  })
  const judged = (field: keyof typeof named) =>
    errors[`budgets.${at}.${field}`] ? { error: true, 'aria-describedby': id } : {}
  return (
    <div className={css.budget}>
      <NumberInput
        label="At most"
        min={0}
        hideControls
        value={budget.limit}
        {...judged('limit')}
        onChange={(value) => put({ limit: numberOf(value) ?? 0 })}
        {...common}
      />
      <NativeSelect
        label="of"
        data={metrics.map((value) => ({ value, label: metricWords[value] }))}
        value={budget.metric}
        onChange={({ currentTarget: { value } }) => put(ofMetric(value as Budget['metric']))}
        {...common}
      />
      <NativeSelect
        label="in"
        data={periods.map((value) => ({ value, label: periodChoices[value] }))}
        value={budget.period}
        onChange={({ currentTarget: { value } }) => put({ period: value as Budget['period'] })}
        {...common}
      />
      {budget.metric !== 'runs' && (
        <NumberInput
          label="for one run"
          placeholder="a fifth"
          min={0}
          hideControls
          value={budget.perRun ?? ''}
          {...judged('perRun')}
          onChange={(value) => put({ perRun: numberOf(value) })}
          {...common}
        />
      )}
      <NumberInput
        label="warn at, %"
        min={1}
        max={100}
        hideControls
        value={budget.warnAt}
        {...judged('warnAt')}
        onChange={(value) => put({ warnAt: numberOf(value) ?? 0 })}
        {...common}
      />
      <Button
        variant="default"
        disabled={isDisabled}
        onClick={() => onChange({ budgets: draft.budgets.filter((_, i) => i !== at) })}
      >
        Remove<VisuallyHidden> this budget</VisuallyHidden>
      </Button>
      {wrong.length > 0 && (
        <p id={id} className={css.wrong}>
          {wrong.join(' ')}
        </p>
      )}
    </div>
  )
}
