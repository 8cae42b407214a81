import type { ProjectOutcomes, Roi, Sum } from '#api/outcomes/contract.ts'
import { isKnown } from '#domain/portfolio/roi.ts'
import { counted } from '../../ui/count-words.ts'
import { Figure, FigureRow } from '../../ui/Figure.tsx'
import { SumValue } from '../../ui/SumValue.tsx'

interface OutcomeFiguresProps {
  projectId: string
  outcomes: ProjectOutcomes
}

/** Every figure opens what it was counted from. */
export function OutcomeFigures({ projectId, outcomes }: OutcomeFiguresProps) {
  const { total, last30Days, weeks, currency, hits } = outcomes
  const here = `/projects/${projectId}/outcomes`
  const closed = hits.hit + hits.missed + hits.dropped
  const trend = (of: (roi: Roi) => Sum) => {
    const sums = weeks.map(({ roi }) => of(roi))
    // A line of which a point is unknown would draw it as something.
    return sums.every(isKnown) && sums.some(({ known }) => known !== '0.00')
      ? { spark: sums.map(({ known }) => Number(known)) }
      : {}
  }
  const value = (sum: Sum) => <SumValue sum={sum} currency={currency} />
  return (
    <FigureRow>
      <Figure
        label="Revenue so far"
        value={value(total.revenue)}
        delta={counted(total.counts.revenue, 'event')}
        {...trend((roi) => roi.revenue)}
        href={`${here}?kind=revenue#money`}
      />
      <Figure
        label="Cost so far"
        value={value(total.cost)}
        delta={`${counted(total.counts.runs, 'run')}, ${counted(total.counts.cost, 'event')}`}
        {...trend((roi) => roi.cost)}
        href={`${here}#left`}
      />
      <Figure
        label="ROI so far"
        value={value(total.roi)}
        delta="revenue less all cost"
        href={`${here}#left`}
      />
      <Figure
        label="Burn, 30 days"
        value={value(last30Days.cost)}
        delta="all cost"
        href={`${here}?period=last30#left`}
      />
      <Figure
        label="Objectives hit"
        value={hits.hit}
        unit={`of ${closed} closed`}
        delta={`in ${weeks.length} weeks`}
        href={`${here}#objectives`}
      />
    </FigureRow>
  )
}
