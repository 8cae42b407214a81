import { useState } from 'react'
import type { Objective } from '#api/outcomes/contract.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { objectiveLook } from '../../ui/objective-look.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { weekWord } from '../../ui/week-words.ts'
import { CloseObjective } from './CloseObjective.tsx'

interface ObjectiveRowProps {
  objective: Objective
  /** This one. */
  week: string
  refusal: string | null
}

export function ObjectiveRow({ objective, week, refusal }: ObjectiveRowProps) {
  const [isClosing, setClosing] = useState(false)
  const { title, target, outcome, closeNote, closedAt, closedByName, setByName } = objective
  return (
    <Row
      title={title}
      detail={
        <>
          <ToneMark look={objectiveLook[outcome ?? 'open']} />
          {objective.week < week && <span>{weekWord(objective.week)}</span>}
          {target && <span>target: {target}</span>}
          {closedAt ? (
            <span>
              closed by {closedByName} <RelativeTime at={new Date(closedAt)} />
            </span>
          ) : (
            <span>set by {setByName}</span>
          )}
        </>
      }
      reason={
        isClosing ? (
          <CloseObjective objective={objective} onClose={() => setClosing(false)} />
        ) : (
          closeNote || undefined
        )
      }
      action={
        outcome === null &&
        !isClosing && (
          <ActionButton
            size="xs"
            refusal={refusal}
            aria-label={`Close ${title}`}
            onClick={() => setClosing(true)}
          >
            Close…
          </ActionButton>
        )
      }
    />
  )
}
