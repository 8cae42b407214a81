import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { artifactOf, declaredOf, pendingReviews } from '#domain/quality/quality-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import { Hash } from '../../ui/Hash.tsx'
import { Location } from '../../ui/Location.tsx'
import css from '../../ui/StandingCard.module.css'
import { StandingCard } from '../../ui/StandingCard.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { AskLine } from './AskLine.tsx'
import type { Asking } from './task-queries.ts'

interface ReviewCardProps {
  task: TaskState
  agentName: string
  refusal: string | null
  asking: Asking
}

/** A person has to look before the task is done: one deliverable after the other. */
export function ReviewCard({ task, agentName, refusal, asking }: ReviewCardProps) {
  const reviews = pendingReviews(task)
  const [first] = reviews
  if (!first) return null
  return (
    <StandingCard tone="waiting" icon="question" title={`Look at ${first.title}`}>
      <Place task={task} title={first.title} />
      {reviews.length > 1 && <p>{reviews.length - 1} more to look at after this one.</p>}
      <Verdict key={first.title} title={first.title} {...{ task, agentName, refusal, asking }} />
    </StandingCard>
  )
}

function Place({ task, title }: { task: TaskState; title: string }) {
  const artifact = artifactOf(task, title)
  if (!declaredOf(task).some((one) => one.title === title))
    return <p>Its policy has an operator look at it: see what it says and what it recorded, below.</p>
  if (!artifact) return <p>No artifact of this title is recorded. Look where the work shows.</p>
  return (
    <p>
      It is at <Location location={artifact.location} />
      {artifact.hash && (
        <>
          {' · '}
          <Hash value={artifact.hash} />
        </>
      )}
    </p>
  )
}

function Verdict({ task, title, agentName, refusal, asking }: ReviewCardProps & { title: string }) {
  const [note, setNote] = useState('')
  const isOff = refusal !== null || asking.phase !== 'idle'
  const stepId = task.runs.at(-1)?.stepId
  const say = (passed: boolean) => asking.ask({ kind: 'review', title, passed, note: note.trim(), stepId })
  return (
    <>
      <UnsavedGuard isDirty={note.trim() !== '' && asking.phase === 'idle'} />
      <Textarea
        label="What you saw"
        description={`Needed to send it back: ${agentName} reads it and goes on with it.`}
        autosize
        minRows={2}
        maxLength={4_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button disabled={isOff} onClick={() => say(true)}>
          {asking.phase === 'recording' ? 'Recording…' : 'It is right'}
        </Button>
        <Button variant="default" disabled={isOff || note.trim() === ''} onClick={() => say(false)}>
          Send it back
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </>
  )
}
