import type { Home } from '#api/home/contract.ts'
import { Figure, FigureRow } from '../../ui/Figure.tsx'
import { useNow } from '../../ui/now.ts'
import { Section } from '../../ui/Section.tsx'
import { relative } from '../../ui/time-format.ts'

const share = (part: number, whole: number) => `${Math.round((part / whole) * 1_000) / 10}`

/** How this week compares with the one before, in words. */
function deltaWords(now: number, before: number): string {
  if (now === before) return 'as many as the week before'
  return now > before
    ? `${now - before} more than the week before`
    : `${before - now} fewer than the week before`
}

const entriesOf = (type: string) => `/ledger?type=${type}`

/** Counted from what happened in 7 days, beside the 7 days before; drift is what stands open now. */
export function Reliability({ home: { reliability, drift } }: { home: Home }) {
  const { thisWeek, lastWeek } = reliability
  const { runs, failedRuns, retries, undelivered, missedBeats } = thisWeek
  const now = useNow()
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
        <Figure
          label="Missed beats"
          value={missedBeats}
          delta={deltaWords(missedBeats, lastWeek.missedBeats)}
          href={entriesOf('beat_missed')}
        />
        <Figure
          label="Open drift"
          value={drift.count}
          {...(drift.count > 0 && { tone: 'waiting' as const })}
          delta={
            drift.since ? `the oldest ${relative(new Date(drift.since), now)}` : 'record and executors agree'
          }
          href="/findings"
        />
      </FigureRow>
    </Section>
  )
}
