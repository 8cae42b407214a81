import type { Home, OwnedBurn } from '#api/home/contract.ts'
import type { RunFilter } from '#domain/ledger/run-filter.ts'
import { periodWords } from '#domain/policy/budget-words.ts'
import { policyPlace } from '#domain/policy/policy-place.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { burnLook, limitOf, limitWords, takenWords } from '../../ui/burn-look.ts'
import { costWords } from '../../ui/cost-words.ts'
import { counted } from '../../ui/count-words.ts'
import { Unknown } from '../../ui/Money.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { useFew } from '../../ui/use-few.tsx'
import { BurnLine } from './BurnLine.tsx'
import css from './home.module.css'

const month = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })
const mostShown = 3

/** What this month's runs cost, where that leads, and which budgets run out. */
export function BudgetBurn({ home: { spend, budgets, week } }: { home: Home }) {
  const name = month.format(new Date(week.today))
  const whole = budgets.find(
    ({ scope, metric, period }) => scope === 'portfolio' && metric === 'usd' && period === 'month',
  )
  const short = budgets
    .filter(({ level }) => level !== 'fine')
    .toSorted((a, b) => Number(b.level === 'spent') - Number(a.level === 'spent'))
  const { few, rest } = useFew(short, mostShown)
  return (
    <Section title="Budget burn" note={name} more={{ label: 'Policies', href: '/policies' }}>
      <p className={css.figure}>
        <Known spend={spend} />
        {whole ? ` of ${limitWords(whole)}` : ' on models so far'}
      </p>
      <p className={css.caption}>
        <AppLink href={ledgerOf('spent', { from: spend.since })}>{costWords(spend.spentNanoUsd)}</AppLink>
        {spend.uncountedRuns > 0 ? ' is known to be spent' : ' is spent'}
        {spend.reservedNanoUsd > 0 && (
          <>
            {' and '}
            <AppLink href={ledgerOf('reserved')}>{costWords(spend.reservedNanoUsd)}</AppLink> reserved for
            runs under way
          </>
        )}
        .
      </p>
      <BurnLine spend={spend} limitNanoUsd={whole ? limitOf(whole) : null} />
      <p className={css.caption}>
        {forecastWords(spend, name)} {budgetWords(budgets.length, short.length)}
      </p>
      {short.length > 0 && (
        <RowList label="Budgets that run out">
          {few.map((burn) => (
            <ShortLine key={`${burn.scopeId}.${burn.metric}.${burn.period}.${burn.limit}`} burn={burn} />
          ))}
        </RowList>
      )}
      {rest}
    </Section>
  )
}

/** The sum, and that more of it is not known. Where nothing else was spent there is no sum to show. */
function Known({ spend: { spentNanoUsd, reservedNanoUsd, uncountedRuns } }: { spend: Home['spend'] }) {
  const known = spentNanoUsd + reservedNanoUsd
  const why = `Of ${counted(uncountedRuns, 'run')} neither the price is known nor was anything reserved.`
  if (uncountedRuns > 0 && known === 0) return <Unknown why={why} />
  return (
    <>
      <strong>{costWords(known)}</strong>
      {uncountedRuns > 0 && (
        <>
          {' and '}
          <Unknown why={why} />
        </>
      )}
    </>
  )
}

/** A run under way counts in this month whenever it was queued. */
const ledgerOf = (runs: RunFilter, since: { from?: string } = {}) =>
  `/ledger?${new URLSearchParams({ runs, ...since })}`

const ShortLine = ({ burn }: { burn: OwnedBurn }) => (
  <Row
    title={burn.name}
    href={policyPlace(burn.scopeId)}
    detail={
      <span>
        {takenWords(burn)} of {limitWords(burn)} {periodWords[burn.period]}
      </span>
    }
    aside={<ToneMark look={burnLook[burn.level]} isQuiet />}
  />
)

function forecastWords(spend: Home['spend'], name: string): string {
  const { forecastNanoUsd, daysInMonth, uncountedRuns } = spend
  const unknown = unknownWords(spend)
  if (forecastNanoUsd === null) return `The month has only begun.${unknown}`
  const least = uncountedRuns > 0 ? 'at least ' : ''
  return `On course for ${least}${costWords(forecastNanoUsd)} by ${daysInMonth} ${name}.${unknown}`
}

function unknownWords({ unknownRuns, uncountedRuns }: Home['spend']): string {
  const reserved = unknownRuns - uncountedRuns
  const runs = (count: number) => `${counted(count, 'run')} ${count === 1 ? 'has' : 'have'} no known price`
  const counts = reserved === 1 ? 'counts' : 'count'
  return [
    ...(reserved > 0 ? [` ${runs(reserved)} and ${counts} as what was reserved or is known.`] : []),
    ...(uncountedRuns > 0
      ? [` ${runs(uncountedRuns)} and nothing reserved: what that cost is unknown.`]
      : []),
  ].join('')
}

function budgetWords(all: number, short: number): string {
  if (all === 0) return 'No budget is set: nothing stops a run for what it costs.'
  if (short === 0)
    return all === 1 ? 'The one budget is in its limit.' : `All ${all} budgets are in their limits.`
  return `${short} of ${counted(all, 'budget')} ${short === 1 ? 'runs' : 'run'} out:`
}
