import type { Burn } from '#api/policies/contract.ts'
import { countedIn } from '#domain/policy/budget-rules.ts'
import { amountWords, burnWords, periodWords } from '#domain/policy/budget-words.ts'
import { Budget } from '#domain/policy/policy-document.ts'
import { burnLook } from '../../ui/burn-look.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import css from './policies.module.css'

const owners = { portfolio: 'all projects', project: 'the project', agent: 'the agent' }

/** Each budget that counts runs here: how much of it is gone, and when it begins again. */
export function BudgetBurn({ burn }: { burn: Burn[] }) {
  if (burn.length === 0) return <p className={css.quiet}>There is no budget yet. Add one below.</p>
  return (
    <RowList label="Budgets">
      {burn.map((one) => (
        <BurnRow key={`${one.scope}.${one.metric}.${one.period}`} burn={one} />
      ))}
    </RowList>
  )
}

function BurnRow({ burn }: { burn: Burn }) {
  const { scope, metric, period, limit, warnAt, used, reserved, unknownRuns, level, next } = burn
  const budget = Budget.parse({ metric, period, limit, warnAt })
  const share = Math.min(100, Math.round(((used + reserved) * 100) / countedIn(metric, limit)))
  const title = `${amountWords(metric, limit)} ${periodWords[period]}`
  return (
    <Row
      title={title}
      reason={burnWords({ scope, budget, spent: { used, reserved, unknownRuns } })}
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
      aside={
        <div className={css.burn}>
          <ToneMark look={burnLook[level]} isQuiet />
          <progress
            className={css.bar}
            data-tone={burnLook[level].tone}
            value={share}
            max={100}
            aria-label={title}
          />
          <span className={css.share}>{share} %</span>
        </div>
      }
    />
  )
}
