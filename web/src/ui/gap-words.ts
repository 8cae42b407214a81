import type { GapReason, Sum } from '#domain/portfolio/roi.ts'
import { amountWords } from './amount-words.ts'
import { counted } from './count-words.ts'

const words: Record<GapReason, (count: number) => string> = {
  run_without_price: (n) => `${counted(n, 'ended run')} ${n === 1 ? 'has' : 'have'} no known price`,
  no_exchange_rate: (n) =>
    `${counted(n, 'amount')} in another currency ${n === 1 ? 'has' : 'have'} no exchange rate`,
}

/** Why a sum is unknown, and what of it is known. */
export const gapWords = ({ known, gaps }: Sum, currency: string): string =>
  `${gaps.map(({ why, count }) => words[why](count)).join('; ')}. The known part is ${amountWords(known, currency)}.`
