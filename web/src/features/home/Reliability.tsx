import type { Home } from '#api/home/contract.ts'
import { patienceMs } from '#domain/drift/record-diff-rules.ts'
import type { EntryType } from '#domain/ledger/entry.ts'
import type { GroupFilter } from '#domain/ledger/groups.ts'
import type { RunFilter } from '#domain/ledger/run-filter.ts'
import { counted } from '../../ui/count-words.ts'
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

/** Longer than the relay takes to come back. */
const isRelayLate = ({ oldestSince }: Home['relay'], now: Date) =>
  oldestSince !== null && now.getTime() - Date.parse(oldestSince) > patienceMs

/** Counted from what happened in 7 days, beside the 7 days before; drift is what stands open now. */
export function Reliability({ home: { reliability, drift, relay } }: { home: Home }) {
  const { since, thisWeek, lastWeek } = reliability
  const { runs, failedRuns, retries, undelivered, missedBeats, missedEntries } = thisWeek
  const now = useNow()
  const entries = (filter: { type: EntryType } | { group: GroupFilter } | { runs: RunFilter }) =>
    `/ledger?${new URLSearchParams({ ...filter, from: since })}`
  return (
    <Section
      title="Reliability"
      note="last 7 days; a run that was stopped has not failed"
      more={{ label: 'Executors', href: '/executors' }}
    >
      <FigureRow>
        <Figure
          label="Runs that ended"
          value={runs}
          delta={runs === 0 ? 'none in 7 days' : `${share(failedRuns, runs)} % failed`}
          href={entries({ type: 'run_ended' })}
        />
        <Figure
          label="Failed runs"
          value={failedRuns}
          delta={deltaWords(failedRuns, lastWeek.failedRuns)}
          href={entries({ runs: 'failed' })}
        />
        <Figure
          label="Retries"
          value={retries}
          delta={deltaWords(retries, lastWeek.retries)}
          href={entries({ type: 'retry_scheduled' })}
        />
        <Figure
          label="Undelivered"
          value={undelivered}
          delta={deltaWords(undelivered, lastWeek.undelivered)}
          href={entries({ group: 'undelivered' })}
        />
        <Figure
          label="On their way"
          value={relay.depth}
          {...(isRelayLate(relay, now) && { tone: 'waiting' as const })}
          delta={
            relay.oldestSince
              ? `the oldest was asked ${relative(new Date(relay.oldestSince), now)}`
              : 'all that was asked is delivered'
          }
          href="/executors"
        />
        <Figure
          label="Missed beats"
          value={missedBeats}
          delta={
            missedEntries === missedBeats
              ? deltaWords(missedBeats, lastWeek.missedBeats)
              : `in ${counted(missedEntries, 'gap')}, ${deltaWords(missedBeats, lastWeek.missedBeats)}`
          }
          href={entries({ type: 'beat_missed' })}
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
