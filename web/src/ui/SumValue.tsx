import { isKnown, type Sum } from '#domain/portfolio/roi.ts'
import { amountWords } from './amount-words.ts'
import { gapWords } from './gap-words.ts'
import { Unknown } from './Money.tsx'

interface SumValueProps {
  sum: Sum
  currency: string
  /** A cost is shown as what it takes away. */
  isCost?: boolean
  /** Without cents, where many are compared. */
  isRound?: boolean
}

/** A sum with a gap is the word unknown, with the reason and the known part on hover. */
export function SumValue({ sum, currency, isCost = false, isRound = false }: SumValueProps) {
  if (!isKnown(sum)) return <Unknown why={gapWords(sum, currency)} />
  const isNothing = /^0(\.0+)?$/.test(sum.known)
  const amount = isCost && !isNothing ? `-${sum.known}` : sum.known
  return <span>{amountWords(amount, currency, { isRound })}</span>
}
