import type { ProjectOutcomes } from '#api/outcomes/contract.ts'
import { isKnown } from '#domain/portfolio/roi.ts'
import { amountWords } from '../../ui/amount-words.ts'
import { counted } from '../../ui/count-words.ts'
import { gapWords } from '../../ui/gap-words.ts'
import { Lead } from '../../ui/Layout.tsx'

/** The answer in a sentence: what is left so far, and what this week asks. */
export function OutcomesLead({ outcomes }: { outcomes: ProjectOutcomes }) {
  return (
    <Lead>
      {leftWords(outcomes)} {weekWords(outcomes)}
    </Lead>
  )
}

export function leftWords({ total: { roi, cost, revenue }, currency }: ProjectOutcomes): string {
  const left = amountWords(roi.known.replace('-', ''), currency)
  if (!isKnown(roi)) return `What is left is unknown: ${gapWords(roi, currency)}`
  if (revenue.known === '0.00' && cost.known === '0.00') return 'No money was earned or spent yet.'
  return roi.known.startsWith('-')
    ? `So far it cost ${left} more than it earned.`
    : `So far it earned ${left} more than it cost.`
}

export function weekWords({ week, objectives, decisionsDue }: ProjectOutcomes): string {
  const mine = objectives.filter((one) => one.week === week)
  const hit = mine.filter(({ outcome }) => outcome === 'hit').length
  const goals =
    mine.length === 0
      ? 'No objective is set for this week'
      : `${hit} of ${counted(mine.length, 'objective')} of this week ${hit === 1 || mine.length === 1 ? 'is' : 'are'} hit`
  if (decisionsDue.length === 0) return `${goals}.`
  return `${goals}, and ${counted(decisionsDue.length, 'decision')} ${decisionsDue.length === 1 ? 'is' : 'are'} due for review.`
}
