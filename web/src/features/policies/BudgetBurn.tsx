import type { Burn } from '#api/policies/contract.ts'
import { amountWords, burnWords, periodWords } from '#domain/policy/budget-words.ts'
import { BurnMark } from '../../ui/BurnMark.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import css from './policies.module.css'

const owners = { portfolio: 'all projects', project: 'the project', agent: 'the agent' }

/** Each budget that counts runs here: how much of it is gone, and when it begins again. */
export function BudgetBurn({ burn }: { burn: Burn[] }) {
  if (burn.length === 0) return <p className={css.quiet}>There is no budget yet. Add one below.</p>
  return (
    <RowList label="Budgets">
      {burn.map((one) => (
        <BurnRow key={`${one.scope}.${one.metric}.${one.period}.${one.limit}`} burn={one} />
      ))}
    </RowList>
  )
}

function BurnRow({ burn }: { burn: Burn }) {
  const { scope, metric, period, limit, warnAt, next } = burn
  const title = `${amountWords(metric, limit)} ${periodWords[period]}`
  return (
    <Row
      title={title}
      reason={burnWords({ budget: { metric }, spent: burn })}
      detail={
        <>
          <span>of {owners[scope]}</span>
          <span>warns at {warnAt} %</span>
          {next && (
            <span>
              begins again <RelativeTime at={new Date(next)} as="span" />
            </span>
          )}
        </>
      }
      aside={<BurnMark burn={burn} label={title} />}
    />
  )
}
