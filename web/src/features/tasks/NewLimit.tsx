import { NumberInput } from '@mantine/core'
import type { SpentBudget } from '#api/policies/contract.ts'
import { countedBy } from '#domain/policy/budget-raise-rules.ts'
import { amountWords } from '#domain/policy/budget-words.ts'

interface NewLimitProps {
  budget: SpentBudget
  value: string | number
  error: string | undefined
  onChange: (value: string | number) => void
}

const labels = { usd: 'US dollars at most', tokens: 'Tokens at most', runs: 'Runs at most' }

/** More than what is counted by now; up to that it would hold again at once. */
export function NewLimit({ budget, value, error, onChange }: NewLimitProps) {
  const { metric } = budget
  return (
    <NumberInput
      label={labels[metric]}
      description={`More than ${amountWords(metric, leastOf(budget))}, so that another run can start.`}
      value={value}
      onChange={onChange}
      min={0}
      max={metric === 'usd' ? 1_000_000 : 1e12}
      decimalScale={metric === 'usd' ? 4 : 0}
      thousandSeparator=","
      error={error}
    />
  )
}

const leastOf = (budget: SpentBudget) => Math.max(budget.limit, countedBy(budget))

/** The limit that is asked for, or why it is none. */
export function limitAsked(
  budget: SpentBudget,
  value: string | number,
): { limit: number } | { error: string } {
  const limit = Number(value)
  const least = leastOf(budget)
  if (value !== '' && limit > least) return { limit }
  return { error: `Say more than ${amountWords(budget.metric, least)}` }
}
