import { useState } from 'react'
import type { Learning } from '#api/outcomes/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { AppLink } from '../../ui/AppLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { OlderButton } from '../../ui/OlderButton.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { LearningForm } from './LearningForm.tsx'
import { useLearnings } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Unread } from './Unread.tsx'

interface LearningsProps {
  projectId: string
  refusal: string | null
}

/** What operators and agents found out. */
export function Learnings({ projectId, refusal }: LearningsProps) {
  const [isNoting, setNoting] = useState(false)
  const learnings = useLearnings(projectId)
  const why = refusal ?? refusalOf(useRole(), 'planOutcomes')
  const rows = learnings.data?.pages.flatMap(({ items }) => items)
  return (
    <Section title="Learnings" note="newest first">
      {rows && rows.length > 0 && (
        <RowList label="Learnings">
          {rows.map((row) => (
            <LearningRow key={row.id} learning={row} />
          ))}
        </RowList>
      )}
      {rows?.length === 0 && !isNoting && (
        <EmptyState
          title="Nothing is noted yet."
          first="Note what you know now that you did not know before."
        />
      )}
      <Unread noun="learnings" query={learnings} />
      <OlderButton list={learnings}>Older learnings</OlderButton>
      {isNoting ? (
        <LearningForm projectId={projectId} onClose={() => setNoting(false)} />
      ) : (
        <div className={css.bar}>
          <ActionButton size="xs" refusal={why} onClick={() => setNoting(true)}>
            Note a learning…
          </ActionButton>
        </div>
      )}
    </Section>
  )
}

const LearningRow = ({ learning: { text, about, at, byName, taskId } }: { learning: Learning }) => (
  <Row
    title={<span className={css.text}>{text}</span>}
    detail={
      <>
        <span>{byName}</span>
        {about && <span>about {about}</span>}
        <RelativeTime at={new Date(at)} />
        {taskId && <AppLink href={`/tasks/${taskId}`}>its task</AppLink>}
      </>
    }
  />
)
