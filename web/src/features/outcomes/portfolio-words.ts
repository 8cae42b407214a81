import type { PortfolioOutcomes } from '#api/outcomes/contract.ts'
import { isKnown } from '#domain/portfolio/roi.ts'
import { amountWords } from '../../ui/amount-words.ts'
import { counted } from '../../ui/count-words.ts'
import { gapWords } from '../../ui/gap-words.ts'

/** All projects in a sentence. */
export function portfolioWords({ projects, total: { roi }, currency }: PortfolioOutcomes): string {
  const [one, many] = [counted(projects.length, 'project'), projects.length > 1]
  if (projects.length === 0) return 'There is nothing to compare yet.'
  const unknown = projects.filter(({ total }) => !isKnown(total.roi)).length
  if (!isKnown(roi)) {
    const whose = many ? `${one} leave is unknown, for ${unknown} of them` : `${one} leaves is unknown`
    return `What ${whose}: ${gapWords(roi, currency)}`
  }
  const left = amountWords(roi.known.replace('-', ''), currency)
  return roi.known.startsWith('-')
    ? `So far ${one} cost ${left} more than ${many ? 'they' : 'it'} earned.`
    : `So far ${one} earned ${left} more than ${many ? 'they' : 'it'} cost.`
}
