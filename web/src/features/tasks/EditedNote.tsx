import { editDifferences } from '#domain/approval/difference-rules.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { Hash } from '../../ui/Hash.tsx'
import { Parameters } from '../../ui/Parameters.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import css from './DecisionCard.module.css'

/** Who changed what an agent asked for, and what it had asked for. Nothing where nobody did. */
export function EditedNote({
  proposal,
  nameOf,
}: {
  proposal: ProposalState
  nameOf: (actor: string) => string
}) {
  const { edited, hash, parameters } = proposal
  const last = edited?.changes.at(-1)
  if (!edited || !last) return null
  const differences = editDifferences(edited.asked, { hash, parameters })
  return (
    <section className={css.changes} aria-label="Changed before it was approved">
      <p>
        {nameOf(last.actor)} changed this <RelativeTime at={new Date(last.at)} as="span" />; the agent had
        asked for sha256 <Hash value={edited.asked.hash} />.
      </p>
      <Parameters parameters={parameters} differences={differences.filter(({ kind }) => kind !== 'same')} />
    </section>
  )
}
