import type { ProposalState } from '#domain/task/task.ts'
import { AppLink } from '../../../ui/AppLink.tsx'
import { Glyph } from '../../../ui/Glyph.tsx'
import { Section } from '../../../ui/Section.tsx'
import css from '../TaskRail.module.css'
import { effectLook } from './effect-look.ts'

/** What the agent of this task wanted to do outside; each opens its audit. */
export function TaskEffects({ proposals }: { proposals: readonly ProposalState[] }) {
  if (proposals.length === 0) return null
  return (
    <Section title="Effects" count={proposals.length}>
      <ul className={css.list}>
        {proposals.map(({ proposalId, tool, status }) => (
          <li key={proposalId} className={css.item}>
            <span className={css.mark} data-tone={effectLook[status].tone}>
              <Glyph name={effectLook[status].glyph} />
            </span>
            <span>
              <AppLink href={`/effects/${proposalId}`} className={css.link}>
                {tool}
              </AppLink>
              <span className={css.sub}>{effectLook[status].word}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
