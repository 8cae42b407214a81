import type { HomeWeek } from '#api/home/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { objectiveLook } from '../../ui/objective-look.ts'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { weekWord } from '../../ui/week-words.ts'
import css from './home.module.css'
import { shortened } from './shortened.ts'

/** What was to be true by Sunday, those that are open first, and what earlier weeks left open. */
export function Objectives({ week: { objectives, objectiveCount, hitCount, week } }: { week: HomeWeek }) {
  const mine = objectives.filter((one) => one.week <= week)
  const ordered = mine.toSorted((a, b) => Number(a.outcome !== null) - Number(b.outcome !== null))
  const shown = shortened(ordered, objectiveCount)
  const hidden = objectiveCount - shown.length
  return (
    <Section
      title="Objectives"
      note={objectiveCount > 0 ? `${weekWord(week)}, ${hitCount} of ${objectiveCount} hit` : weekWord(week)}
      more={{ label: 'Outcomes', href: '/outcomes' }}
    >
      {objectiveCount > 0 ? (
        <RowList label="Objectives this week">
          {shown.map((one) => (
            <Row
              key={one.id}
              title={one.title}
              href={`/projects/${one.projectId}/outcomes#objectives`}
              detail={
                <>
                  <span>{one.projectName}</span>
                  {one.target && <span>target: {one.target}</span>}
                  {one.week < week && <span>left open by {weekWord(one.week)}</span>}
                </>
              }
              aside={<ToneMark look={objectiveLook[one.outcome ?? 'open']} />}
            />
          ))}
        </RowList>
      ) : (
        <EmptyState
          title="No objective is set for this week."
          first="Set one in a project, under Outcomes: what has to be true by Sunday?"
        />
      )}
      {hidden > 0 && (
        <p className={css.caption}>
          <AppLink href="/outcomes">and {hidden} more, under Outcomes</AppLink>
        </p>
      )}
    </Section>
  )
}
