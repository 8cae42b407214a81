import { NumberInput } from '@mantine/core'
import type { BudgetDraft } from './budget-draft.ts'
import css from './Due.module.css'

interface BudgetFieldsProps {
  draft: BudgetDraft
  onChange: (change: Partial<BudgetDraft>) => void
}

/** What all runs of a task together may use. */
export function BudgetFields({ draft, onChange }: BudgetFieldsProps) {
  return (
    <div className={css.fields}>
      <NumberInput
        label="US dollars at most"
        description="For all runs of the task together. Empty: only the budgets of project and agent count it."
        min={0}
        max={1_000_000}
        decimalScale={4}
        value={draft.usd}
        onChange={(usd) => onChange({ usd })}
      />
      <NumberInput
        label="Tokens at most"
        min={0}
        allowDecimal={false}
        thousandSeparator=","
        value={draft.tokens}
        onChange={(tokens) => onChange({ tokens })}
      />
      <NumberInput
        label="Runs at most"
        min={0}
        allowDecimal={false}
        value={draft.runs}
        onChange={(runs) => onChange({ runs })}
      />
    </div>
  )
}
