import type { ReactNode } from 'react'
import type { ProjectOutcomes, Roi, Sum } from '#api/outcomes/contract.ts'
import type { EntryType } from '#domain/ledger/entry.ts'
import type { GroupFilter } from '#domain/ledger/groups.ts'
import type { MoneyKind } from '#domain/outcome/outcome-words.ts'
import { minutesOfAction } from '#domain/portfolio/roi.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { amountWords } from '../../ui/amount-words.ts'
import { counted } from '../../ui/count-words.ts'
import { SumValue } from '../../ui/SumValue.tsx'
import table from '../../ui/table.module.css'
import { actionWords, minuteWords } from './sum-words.ts'
import type { Days } from './use-period.ts'

interface BreakdownTableProps {
  projectId: string
  outcomes: ProjectOutcomes
  roi: Roi
  /** Of which `roi` is; null: of all time. */
  days: Days | null
}

export function BreakdownTable({ projectId, outcomes: { currency, rate }, roi, days }: BreakdownTableProps) {
  const { money, ledger } = hrefsOf(projectId, days)
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
        <Line name="Revenue" from={counted(counts.revenue, 'event')} href={money('revenue')}>
          <SumValue sum={roi.revenue} currency={currency} />
        </Line>
        <Line name="Models" from={counted(counts.runs, 'ended run')} href={ledger({ type: 'run_ended' })}>
          {cost(roi.modelCost)}
        </Line>
        <Line name="Other cost" from={counted(counts.cost, 'event')} href={money('cost')}>
          {cost(roi.otherCost)}
        </Line>
        <Line
          name={
            rate?.perHour
              ? `Operators, ${minuteWords(roi.operatorMinutes)} at ${amountWords(rate.perHour, currency)} an hour`
              : 'Operators'
          }
          from={`${actionWords(roi.actions)}; estimated at ${minutesOfAction.decisions}, ${minutesOfAction.answers} and ${minutesOfAction.messages} min for a decision, an answer and a message`}
          href={ledger({ group: 'operator-actions' })}
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

/** Addresses of what is counted. No entry is later than today, but money may be. */
const hrefsOf = (projectId: string, days: Days | null) => ({
  money: (kind: MoneyKind) =>
    `/projects/${projectId}/outcomes?${new URLSearchParams({ kind, ...(days && { period: 'last30' }) })}#money`,
  ledger: (of: { type: EntryType } | { group: GroupFilter }) =>
    `/ledger?${new URLSearchParams({ projectId, ...of, ...(days && { from: `${days.from}T00:00:00.000Z` }) })}`,
})

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
