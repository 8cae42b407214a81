import type { Sum } from '#api/outcomes/contract.ts'
import { isKnown } from '#domain/portfolio/roi.ts'
import { amountWords } from '../../ui/amount-words.ts'
import { Unknown } from '../../ui/Money.tsx'
import { gapWords } from './sum-words.ts'

interface SumValueProps {
  sum: Sum
  currency: string
  /** A cost is shown as what it takes away. */
  isCost?: boolean
}

/** A sum with a gap is the word unknown, with the reason and the known part on hover. */
export function SumValue({ sum, currency, isCost = false }: SumValueProps) {
  if (!isKnown(sum)) return <Unknown why={gapWords(sum, currency)} />
  const isNothing = /^0(\.0+)?$/.test(sum.known)
  return <span>{amountWords(isCost && !isNothing ? `-${sum.known}` : sum.known, currency)}</span>
}
