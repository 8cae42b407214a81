import type { ReactNode } from 'react'
import type { ProjectOutcomes, Roi, Sum } from '#api/outcomes/contract.ts'
import { minutesOfAction } from '#domain/portfolio/roi.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { amountWords } from '../../ui/amount-words.ts'
import { counted } from '../../ui/count-words.ts'
import { SumValue } from '../../ui/SumValue.tsx'
import table from '../../ui/table.module.css'
import { actionWords, minuteWords } from './sum-words.ts'

interface BreakdownTableProps {
  projectId: string
  outcomes: ProjectOutcomes
  roi: Roi
}

export function BreakdownTable({ projectId, outcomes: { currency, rate }, roi }: BreakdownTableProps) {
  const here = `/projects/${projectId}/outcomes`
  const ledger = (type: string) => `/ledger?projectId=${projectId}&type=${type}`
  const { counts } = roi
  const cost = (sum: Sum) => <SumValue sum={sum} currency={currency} isCost />
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col" className={table.number}>
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        <Line name="Revenue" from={counted(counts.revenue, 'event')} href={`${here}?kind=revenue#money`}>
          <SumValue sum={roi.revenue} currency={currency} />
        </Line>
        <Line name="Models" from={counted(counts.runs, 'ended run')} href={ledger('run_ended')}>
          {cost(roi.modelCost)}
        </Line>
        <Line name="Other cost" from={counted(counts.cost, 'event')} href={`${here}?kind=cost#money`}>
          {cost(roi.otherCost)}
        </Line>
        <Line
          name={
            rate?.perHour
              ? `Operators, ${minuteWords(roi.operatorMinutes)} at ${amountWords(rate.perHour, currency)} an hour`
              : 'Operators'
          }
          from={`${actionWords(roi.actions)}; estimated at ${minutesOfAction.decisions}, ${minutesOfAction.answers} and ${minutesOfAction.messages} min for a decision, an answer and a message`}
          href={ledger('approval_decided')}
        >
          {roi.operatorCost ? (
            cost(roi.operatorCost)
          ) : (
            <span className={table.quiet}>left out: no rate is set</span>
          )}
        </Line>
        <tr className={table.foot}>
          <td>Left</td>
          <td className={table.number}>
            <SumValue sum={roi.roi} currency={currency} />
          </td>
        </tr>
      </tbody>
    </table>
  )
}

interface LineProps {
  name: string
  from: string
  href: string
  children: ReactNode
}

const Line = ({ name, from, href, children }: LineProps) => (
  <tr>
    <td>
      <AppLink href={href} className={table.name}>
        {name}
      </AppLink>
      <span className={table.sub}>{from}</span>
    </td>
    <td className={table.number}>{children}</td>
  </tr>
)
