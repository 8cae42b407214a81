import type { ShippedRow } from '#api/shipped/contract.ts'
import type { Proof } from '#domain/quality/deliverable.ts'
import { wordsOf } from '../../http/missing.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Location } from '../../ui/Location.tsx'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { type Look, ToneMark } from '../../ui/ToneMark.tsx'
import { useShipped } from './project-queries.ts'
import css from './ShippedSection.module.css'

const shown = 5

const looks: Record<Proof, Look> = {
  artifact: { word: 'recorded', tone: 'positive', glyph: 'check' },
  url: { word: 'answers', tone: 'positive', glyph: 'check' },
  file: { word: 'file is there', tone: 'positive', glyph: 'check' },
  json: { word: 'matches its schema', tone: 'positive', glyph: 'check' },
  commit: { word: 'commit is there', tone: 'positive', glyph: 'check' },
  review: { word: 'reviewed', tone: 'positive', glyph: 'check' },
  waived: { word: 'accepted without proof', tone: 'waiting', glyph: 'slash' },
}

/** What left with tasks of this project that are done, and how it was proved. */
export function ShippedSection({ projectId }: { projectId: string }) {
  const shipped = useShipped(projectId, shown)
  const rows = shipped.data?.items
  return (
    <Section title="Shipped" note="the last first">
      {rows && rows.length > 0 && (
        <ul className={css.list} aria-label="Shipped">
          {rows.map((row) => (
            <ShippedLine key={row.id} row={row} />
          ))}
        </ul>
      )}
      {rows?.length === 0 && (
        <QuietLine>
          Nothing yet. What a task declares as a deliverable ships once the task is done: proven, or taken
          without proof.
        </QuietLine>
      )}
      {shipped.isPending && <SkeletonRows label="shipped" count={2} />}
      {shipped.error && <p role="alert">What shipped cannot be read now: {wordsOf(shipped.error)}</p>}
    </Section>
  )
}

function ShippedLine({ row }: { row: ShippedRow }) {
  return (
    <li className={css.item}>
      <AppLink href={`/tasks/${row.taskId}`} className={css.title}>
        {row.title}
      </AppLink>
      <ToneMark look={looks[row.proof]} />
      <span className={css.sub}>
        {row.taskTitle}
        {row.location && (
          <>
            {' · '}
            <Location location={row.location} />
          </>
        )}
      </span>
      <span className={css.when}>
        <RelativeTime at={new Date(row.verifiedAt)} />
      </span>
    </li>
  )
}
