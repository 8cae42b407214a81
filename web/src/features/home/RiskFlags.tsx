import type { RiskFlag } from '#api/home/contract.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { useFew } from '../../ui/use-few.tsx'
import css from './home.module.css'

const mostShown = 6

/** Found by rule; each opens what it was found in. */
export function RiskFlags({ risks }: { risks: readonly RiskFlag[] }) {
  const { few, rest } = useFew(risks, mostShown)
  return (
    <Section title="Risk flags" count={risks.length} note="what may do harm first">
      {risks.length === 0 && (
        <EmptyState title="No rule sees a risk." first="Each flag names its rule and opens its evidence." />
      )}
      {risks.length > 0 && (
        <RowList label="Risk flags">
          {few.map((risk) => (
            <Row
              key={risk.id}
              mark={
                <span data-tone="waiting" className={css.tone}>
                  <Glyph name="flag" />
                </span>
              }
              title={risk.title}
              href={risk.href}
              reason={`${risk.projectName}: ${risk.evidence}`}
              detail={<span>rule: {risk.rule}</span>}
            />
          ))}
        </RowList>
      )}
      {rest}
    </Section>
  )
}
