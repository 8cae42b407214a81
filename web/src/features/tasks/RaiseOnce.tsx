import { Button, NumberInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import cardCss from '../../ui/StandingCard.module.css'
import { AskLine } from './AskLine.tsx'
import { amountOf } from './budget-draft.ts'
import css from './Due.module.css'
import type { Asking } from './task-queries.ts'

interface RaiseOnceProps {
  refusal: string | null
  asking: Asking
}

/** The task's next run may use so much more; the budgets stay as they are. */
export function RaiseOnce({ refusal, asking }: RaiseOnceProps) {
  const [usd, setUsd] = useState<string | number>('')
  const [tokens, setTokens] = useState<string | number>('')
  const [isTold, setTold] = useState(false)
  const isEmpty = amountOf(usd) === null && amountOf(tokens) === null
  const raise = (event: FormEvent) => {
    event.preventDefault()
    setTold(true)
    if (!isEmpty) void asking.ask({ kind: 'raise', usd: amountOf(usd), tokens: amountOf(tokens) })
  }
  return (
    <form className={css.form} aria-label="Raise the budget once" noValidate onSubmit={raise}>
      <NumberInput
        label="US dollars more"
        value={usd}
        onChange={setUsd}
        min={0}
        max={1_000_000}
        decimalScale={4}
        error={isTold && isEmpty ? 'Say by how much, in dollars or in tokens' : undefined}
      />
      <NumberInput
        label="Tokens more"
        description="Where a budget counts tokens, or no price is known."
        value={tokens}
        onChange={setTokens}
        min={0}
        allowDecimal={false}
        thousandSeparator=","
      />
      <div className={cardCss.actions}>
        <Button type="submit" disabled={refusal !== null || asking.phase !== 'idle'}>
          {asking.phase === 'recording' ? 'Recording…' : 'Raise once'}
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </form>
  )
}
