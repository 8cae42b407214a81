import type { Project } from '#api/projects/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { useHome } from '../../http/shared-queries.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { objectiveLook } from '../../ui/objective-look.ts'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { objectivesOf } from './objectives-of.ts'

const shown = 5

/** What is to be true by Sunday. */
export function WeekObjectives({ project: { id } }: { project: Project }) {
  const home = useHome()
  const all = home.data && objectivesOf(id, home.data.week)
  const href = `/projects/${id}/outcomes#objectives`
  const count = home.data?.projects.find(({ projectId }) => projectId === id)?.objectives ?? 0
  const label = count > Math.min(shown, all?.length ?? 0) ? `All ${count}` : 'Outcomes'
  return (
    <Section title="Objectives" note="this week" more={{ label, href }}>
      {all && all.length > 0 && (
        <RowList label="Objectives this week">
          {all.slice(0, shown).map(({ id: key, title, target, outcome }) => (
            <Row
              key={key}
              title={title}
              href={href}
              detail={
                <>
                  <ToneMark look={objectiveLook[outcome ?? 'open']} isQuiet />
                  {target && <span>target: {target}</span>}
                </>
              }
            />
          ))}
        </RowList>
      )}
      {all && count === 0 && (
        <EmptyState
          title="None is set for this week."
          first="Say under Outcomes what has to be true by Sunday."
        />
      )}
      {home.isPending && <SkeletonRows label="objectives" count={2} />}
      {home.error && <p role="alert">The objectives cannot be read now: {wordsOf(home.error)}</p>}
    </Section>
  )
}
