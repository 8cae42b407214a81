import { useState } from 'react'
import type { Objective, ProjectOutcomes } from '#api/outcomes/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { weeksAfter } from '#domain/outcome/iso-week.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { useFew } from '../../ui/use-few.tsx'
import { ObjectiveForm } from './ObjectiveForm.tsx'
import { ObjectiveRow } from './ObjectiveRow.tsx'
import css from './outcomes.module.css'

const mostEnded = 10

interface ObjectivesProps {
  projectId: string
  outcomes: ProjectOutcomes
  refusal: string | null
}

/** This week's and the next one's, what an earlier week left open, and how those of the last weeks ended. */
export function Objectives({ projectId, outcomes: { objectives, week }, refusal }: ObjectivesProps) {
  const [isSetting, setSetting] = useState(false)
  const role = useRole()
  const why = refusal ?? refusalOf(role, 'planOutcomes')
  const next = weeksAfter(week, 1)
  const earlier = objectives.filter((one) => one.week < week)
  const ended = earlier
    .filter(({ outcome }) => outcome !== null)
    .toSorted((a, b) => b.week.localeCompare(a.week))
  const groups = [
    { title: 'Left open by an earlier week', rows: earlier.filter(({ outcome }) => outcome === null) },
    { title: `This week, ${week}`, rows: objectives.filter((one) => one.week === week) },
    { title: `Next week, ${next}`, rows: objectives.filter((one) => one.week === next) },
    { title: 'Later', rows: objectives.filter((one) => one.week > next) },
  ].filter(({ rows }) => rows.length > 0)
  return (
    <div id="objectives">
      <Section title="Objectives" note="by week; agents are told those of this week">
        {groups.length === 0 && !isSetting && (
          <EmptyState
            title="No objective is set."
            first="Set one for this week: what has to be true by Sunday?"
          />
        )}
        {groups.map(({ title, rows }) => (
          <Group key={title} title={title} rows={rows} week={week} refusal={why} />
        ))}
        {isSetting ? (
          <ObjectiveForm projectId={projectId} week={week} onClose={() => setSetting(false)} />
        ) : (
          <div className={css.bar}>
            <ActionButton size="xs" refusal={why} onClick={() => setSetting(true)}>
              Set an objective…
            </ActionButton>
          </div>
        )}
        {ended.length > 0 && (
          <Group title="Ended in earlier weeks" rows={ended} most={mostEnded} week={week} refusal={why} />
        )}
      </Section>
    </div>
  )
}

interface GroupProps {
  title: string
  rows: Objective[]
  /** So many at first. */
  most?: number
  week: string
  refusal: string | null
}

function Group({ title, rows, most = rows.length, week, refusal }: GroupProps) {
  const { few, rest } = useFew(rows, most)
  return (
    <>
      <h3 className={css.group}>{title}</h3>
      <RowList label={title}>
        {few.map((objective) => (
          <ObjectiveRow key={objective.id} objective={objective} week={week} refusal={refusal} />
        ))}
      </RowList>
      {rest}
    </>
  )
}
