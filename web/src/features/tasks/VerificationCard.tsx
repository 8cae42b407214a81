import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { failedChecks } from '#domain/quality/quality-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import css from '../../ui/StandingCard.module.css'
import { StandingCard } from '../../ui/StandingCard.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { AskLine } from './AskLine.tsx'
import type { Asking } from './task-queries.ts'

interface VerificationCardProps {
  task: TaskState
  agentName: string
  refusal: string | null
  asking: Asking
}

/** The agent says it is finished, and something that was declared did not pass its check. */
export function VerificationCard({ task, agentName, refusal, asking }: VerificationCardProps) {
  const [note, setNote] = useState('')
  const isOff = refusal !== null || asking.phase !== 'idle'
  const stepId = task.runs.at(-1)?.stepId
  return (
    <StandingCard tone="blocked" icon="file" title={`Not proven: ${task.missing.join(', ')}`}>
      <UnsavedGuard isDirty={note.trim() !== '' && asking.phase === 'idle'} />
      <Reasons task={task} />
      <p>
        {agentName} was told and could not mend it. Write to {agentName} what to do, have it checked again if
        it has been mended elsewhere, or take the work as it is.
      </p>
      <Textarea
        label="Note for the record"
        description="Why it is good enough. It stays visible as accepted without proof."
        autosize
        minRows={2}
        maxLength={1_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button disabled={isOff} onClick={() => asking.ask({ kind: 'check' })}>
          {asking.phase === 'recording' ? 'Recording…' : 'Check again'}
        </Button>
        <Button
          variant="default"
          disabled={isOff}
          onClick={() => asking.ask({ kind: 'accept', note, stepId })}
        >
          Accept without proof
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </StandingCard>
  )
}

/** What was seen of each. Tasks of before have none. */
function Reasons({ task }: { task: TaskState }) {
  const failed = failedChecks(task)
  if (failed.length === 0) return null
  return (
    <ul className={css.reasons}>
      {failed.map(({ title, evidence }) => (
        <li key={title}>
          <strong>{title}</strong>: {evidence.words}
        </li>
      ))}
    </ul>
  )
}
