import type { Home } from '#api/home/contract.ts'
import { Figure, FigureRow } from '../../ui/Figure.tsx'
import { Section } from '../../ui/Section.tsx'

const share = (part: number, whole: number) => `${Math.round((part / whole) * 1_000) / 10}`

/** How this week compares with the one before, in words. */
function deltaWords(now: number, before: number): string {
  if (now === before) return 'as many as the week before'
  return now > before
    ? `${now - before} more than the week before`
    : `${before - now} fewer than the week before`
}

const entriesOf = (type: string) => `/ledger?type=${type}`

/** Counted from the ledger's entries of 7 days, beside those of the 7 days before. */
export function Reliability({ reliability: { thisWeek, lastWeek } }: { reliability: Home['reliability'] }) {
  const { runs, failedRuns, retries, undelivered } = thisWeek
  return (
    <Section title="Reliability" note="last 7 days" more={{ label: 'Executors', href: '/executors' }}>
      <FigureRow>
        <Figure
          label="Runs that ended well"
          value={runs === 0 ? 'no runs' : share(runs - failedRuns, runs)}
          {...(runs > 0 && { unit: '%' })}
          delta={`${runs} runs, ${failedRuns} failed`}
          href={entriesOf('run_ended')}
        />
        <Figure
          label="Retries"
          value={retries}
          delta={deltaWords(retries, lastWeek.retries)}
          href={entriesOf('retry_scheduled')}
        />
        <Figure
          label="Undelivered"
          value={undelivered}
          delta={deltaWords(undelivered, lastWeek.undelivered)}
          href={entriesOf('intent_undeliverable')}
        />
      </FigureRow>
    </Section>
  )
}
