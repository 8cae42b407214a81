import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Decision } from '#api/outcomes/contract.ts'
import type { Verdict } from '#domain/outcome/outcome-words.ts'
import { useReviewDecision } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Panel } from './Panel.tsx'

interface ReviewDecisionProps {
  decision: Decision
  onClose: () => void
}

const choices: { value: Verdict; label: string }[] = [
  { value: 'confirmed', label: 'It was right' },
  { value: 'changed', label: 'We change it' },
  { value: 'reversed', label: 'We take it back' },
]

export function ReviewDecision({ decision, onClose }: ReviewDecisionProps) {
  const [note, setNote] = useState('')
  const review = useReviewDecision(decision.projectId, decision.id)
  return (
    <Panel label={`Review ${decision.title}`} onClose={onClose}>
      <Textarea
        label="What you know now"
        description="Optional. A review is once: what is decided instead is a decision of its own."
        autosize
        minRows={2}
        maxLength={2_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        {choices.map(({ value, label }) => (
          <Button
            key={value}
            size="xs"
            variant="default"
            disabled={review.isPending}
            onClick={() => review.mutate({ verdict: value, note: note.trim() }, { onSuccess: onClose })}
          >
            {label}
          </Button>
        ))}
        <Button size="xs" variant="subtle" onClick={onClose}>
          Later
        </Button>
      </div>
      {review.error && (
        <p role="alert" className={css.problem}>
          {review.error.message}
        </p>
      )}
    </Panel>
  )
}
