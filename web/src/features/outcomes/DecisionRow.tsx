import { useState } from 'react'
import type { Decision } from '#api/outcomes/contract.ts'
import type { Verdict } from '#domain/outcome/outcome-words.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { type Look, ToneMark } from '../../ui/ToneMark.tsx'
import css from './outcomes.module.css'
import { ReviewDecision } from './ReviewDecision.tsx'
import { dayWords } from './sum-words.ts'

interface DecisionRowProps {
  decision: Decision
  today: string
  refusal: string | null
}

const verdictLooks: Record<Verdict, Look> = {
  confirmed: { word: 'Confirmed', tone: 'positive', glyph: 'check' },
  changed: { word: 'Changed', tone: 'info', glyph: 'half' },
  reversed: { word: 'Reversed', tone: 'muted', glyph: 'slash' },
}
const due: Look = { word: 'Due for review', tone: 'waiting', glyph: 'pause' }
const later: Look = { word: 'Stands', tone: 'muted', glyph: 'ring' }

export function DecisionRow({ decision, today, refusal }: DecisionRowProps) {
  const [isReviewing, setReviewing] = useState(false)
  const { title, choice, context, reviewOn, verdict, reviewedAt, madeAt } = decision
  const look = verdict ? verdictLooks[verdict] : reviewOn <= today ? due : later
  return (
    <Row
      title={`${title}: ${choice}`}
      detail={
        <>
          <ToneMark look={look} />
          {reviewedAt ? (
            <span>
              by {decision.reviewedByName} <RelativeTime at={new Date(reviewedAt)} />
            </span>
          ) : (
            <span>review on {dayWords(reviewOn)}</span>
          )}
          <span>
            decided by {decision.madeByName} <RelativeTime at={new Date(madeAt)} />
          </span>
        </>
      }
      reason={
        <>
          {context && <p className={css.text}>{context}</p>}
          {decision.reviewNote && <p className={css.text}>Review: {decision.reviewNote}</p>}
          {isReviewing && <ReviewDecision decision={decision} onClose={() => setReviewing(false)} />}
        </>
      }
      action={
        verdict === null &&
        !isReviewing && (
          <ActionButton
            size="xs"
            refusal={refusal}
            aria-label={`Review ${title}`}
            onClick={() => setReviewing(true)}
          >
            Review…
          </ActionButton>
        )
      }
    />
  )
}
