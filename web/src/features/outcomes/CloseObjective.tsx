import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Objective } from '#api/outcomes/contract.ts'
import type { ObjectiveEnd } from '#domain/outcome/outcome-words.ts'
import { useCloseObjective } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Panel } from './Panel.tsx'

interface CloseObjectiveProps {
  objective: Objective
  onClose: () => void
}

const ends: { value: ObjectiveEnd; label: string }[] = [
  { value: 'hit', label: 'Hit' },
  { value: 'missed', label: 'Missed' },
  { value: 'dropped', label: 'Drop it' },
]

/** One button an end: closing is one choice, the note is not needed. */
export function CloseObjective({ objective, onClose }: CloseObjectiveProps) {
  const [note, setNote] = useState('')
  const close = useCloseObjective(objective.projectId, objective.id)
  return (
    <Panel label={`How ${objective.title} ended`} onClose={onClose}>
      <TextInput
        label="In a few words"
        description="Optional. Closing is once: it stays as it is recorded."
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        {ends.map(({ value, label }) => (
          <Button
            key={value}
            size="xs"
            variant="default"
            disabled={close.isPending}
            onClick={() => close.mutate({ outcome: value, note: note.trim() }, { onSuccess: onClose })}
          >
            {label}
          </Button>
        ))}
        <Button size="xs" variant="subtle" onClick={onClose}>
          Keep it open
        </Button>
        {close.isPending && <span className={css.quiet}>Recording…</span>}
      </div>
      {close.error && (
        <p role="alert" className={css.problem}>
          {close.error.message}
        </p>
      )}
    </Panel>
  )
}
