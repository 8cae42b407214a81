import { useState } from 'react'
import type { Objective, ProjectOutcomes } from '#api/outcomes/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { weeksAfter } from '#domain/outcome/iso-week.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { ObjectiveForm } from './ObjectiveForm.tsx'
import { ObjectiveRow } from './ObjectiveRow.tsx'
import css from './outcomes.module.css'

interface ObjectivesProps {
  projectId: string
  outcomes: ProjectOutcomes
  refusal: string | null
}

/** This week's and the next one's, and what an earlier week left open. */
export function Objectives({ projectId, outcomes: { objectives, week }, refusal }: ObjectivesProps) {
  const [isSetting, setSetting] = useState(false)
  const role = useRole()
  const why = refusal ?? refusalOf(role, 'planOutcomes')
  const next = weeksAfter(week, 1)
  const groups = [
    { title: 'Left open by an earlier week', rows: objectives.filter((one) => one.week < week) },
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
          <Group key={title} title={title} rows={rows} refusal={why} />
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
      </Section>
    </div>
  )
}

interface GroupProps {
  title: string
  rows: Objective[]
  refusal: string | null
}

const Group = ({ title, rows, refusal }: GroupProps) => (
  <>
    <h3 className={css.group}>{title}</h3>
    <RowList label={title}>
      {rows.map((objective) => (
        <ObjectiveRow key={objective.id} objective={objective} refusal={refusal} />
      ))}
    </RowList>
  </>
)
