import { isStanding, meaningOf } from '#domain/drift/finding-rules.ts'
import { wordsOf } from '../../http/missing.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import css from './drift.module.css'
import { useFinding } from './drift-queries.ts'
import { FindingActions } from './FindingActions.tsx'
import { FindingOutcome } from './FindingOutcome.tsx'
import { FindingSides } from './FindingSides.tsx'

/** A finding where another page shows it: the difference and the decision. */
export function FindingCard({ findingId }: { findingId: string }) {
  const { data: finding, error, isPending } = useFinding(findingId)
  if (isPending) return <SkeletonRows label="finding" count={3} />
  if (!finding) return <p role="alert">The finding cannot be read now. {error && wordsOf(error)}</p>
  return (
    <div className={css.card}>
      <p>{meaningOf(finding)}</p>
      <FindingSides finding={finding} />
      {isStanding(finding) ? <FindingActions finding={finding} /> : <FindingOutcome finding={finding} />}
      <AppLink href={`/findings/${finding.id}`}>Its history</AppLink>
    </div>
  )
}
