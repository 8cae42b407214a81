import { Tooltip } from '@mantine/core'
import css from './Money.module.css'

interface MoneyProps {
  /** null is unknown and is said so: it is never zero. */
  amount: number | null
  currency?: string
  isExact?: boolean
  isSigned?: boolean
  per?: string
  why?: string
}

export function Money({ amount, currency = 'USD', isExact = false, isSigned = false, per, why }: MoneyProps) {
  if (amount === null) return <Unknown why={why} />
  const digits = isExact ? 2 : 0
  const text = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: isSigned ? 'exceptZero' : 'auto',
  }).format(amount)
  return (
    <span className={css.money}>
      {text.replace('-', '−')}
      {per && <span className={css.per}> / {per}</span>}
    </span>
  )
}

export function Unknown({ why }: { why?: string }) {
  const word = (
    <span className={css.unknown} tabIndex={why ? 0 : undefined}>
      unknown
    </span>
  )
  return why ? <Tooltip label={why}>{word}</Tooltip> : word
}
