import { useState } from 'react'
import type { Decision } from '#api/outcomes/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { DecisionForm } from './DecisionForm.tsx'
import { DecisionRow } from './DecisionRow.tsx'
import { useDecisions } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Unread } from './Unread.tsx'

interface DecisionsProps {
  projectId: string
  today: string
  refusal: string | null
}

/** What was decided, each with the day on which to look whether it was right. */
export function Decisions({ projectId, today, refusal }: DecisionsProps) {
  const [isMaking, setMaking] = useState(false)
  const decisions = useDecisions(projectId)
  const why = refusal ?? refusalOf(useRole(), 'planOutcomes')
  const rows = decisions.data?.items
  return (
    <div id="decisions">
      <Section title="Decisions" {...(rows && { count: rows.length })} note="due for review first">
        {rows && rows.length > 0 && <List rows={rows} today={today} refusal={why} />}
        {rows?.length === 0 && !isMaking && (
          <EmptyState
            title="No decision is recorded."
            first="Record one with the day on which you will know whether it was right."
          />
        )}
        <Unread noun="decisions" query={decisions} />
        {isMaking ? (
          <DecisionForm projectId={projectId} today={today} onClose={() => setMaking(false)} />
        ) : (
          <div className={css.bar}>
            <ActionButton size="xs" refusal={why} onClick={() => setMaking(true)}>
              Record a decision…
            </ActionButton>
          </div>
        )}
      </Section>
    </div>
  )
}

const List = ({ rows, today, refusal }: { rows: Decision[]; today: string; refusal: string | null }) => (
  <RowList label="Decisions">
    {rows.map((decision) => (
      <DecisionRow key={decision.id} decision={decision} today={today} refusal={refusal} />
    ))}
  </RowList>
)
