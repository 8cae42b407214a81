import { personOf } from '../../ui/person-of-actor.ts'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { Timeline, type TimelineEntry } from '../../ui/Timeline.tsx'
import { saidOf } from '../../words/entry-words.ts'
import css from './drift.module.css'
import { useHistory } from './drift-queries.ts'

const nobody = { toolOf: () => '', questionOf: () => '', taskOf: () => '' }

/** What was seen, asked for and done, newest first. */
export function FindingHistory({ findingId }: { findingId: string }) {
  const history = useHistory(findingId)
  const entries = (history.data?.items ?? []).map((entry): TimelineEntry => {
    const said = saidOf(entry, nobody)
    return {
      id: String(entry.streamSeq),
      who: personOf(entry.actor, entry.actorName),
      at: new Date(entry.at),
      what: (
        <>
          {said.what}
          {said.words && <span className={css.words}>{said.words}</span>}
        </>
      ),
      ...(said.tone && { tone: said.tone }),
      ...(said.detail && { detail: <span className={css.words}>{said.detail}</span> }),
    }
  })
  return (
    <Section
      title="History"
      note="newest first"
      more={{ label: 'In the ledger', href: `/ledger?streamId=finding/${findingId}` }}
    >
      {history.isPending && <SkeletonRows label="history" count={3} />}
      {history.error && <p role="alert">The history cannot be read now. {history.error.message}</p>}
      {entries.length > 0 && <Timeline groups={[{ id: 'all', title: 'All of it', entries }]} />}
    </Section>
  )
}
