import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { RunbookRun } from '#api/runbooks/contract.ts'
import { ownOf } from '#domain/runbook/input-rules.ts'
import type { StepRun } from '#domain/runbook/run.ts'
import { runIntentRefusal } from '#domain/runbook/run-rules.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import formCss from '../../ui/form.module.css'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { useDecideStep, useRun } from './runbook-queries.ts'
import css from './runbooks.module.css'
import { UnreadRun } from './UnreadRun.tsx'

/** The decision that a step waits for, on its run's page and in the inbox. */
export function StepDecision({ runId, stepId }: { runId: string; stepId: string }) {
  const read = useRun(runId)
  const run = read.data
  if (!run) return <UnreadRun run={read} label="decision" count={2} />
  const step = run.state.steps.find((one) => one.stepId === stepId)
  if (!step?.text) return null
  if (step.endedAt)
    return (
      <p>
        {ownOf(run.deciders, stepId) ?? 'Somebody'} {step.outcome} it.
      </p>
    )
  return <Card run={run} step={step} />
}

function Card({ run, step }: { run: RunbookRun; step: StepRun }) {
  const [note, setNote] = useState('')
  const decide = useDecideStep(run.id)
  const role = useRole()
  const { stepId, attempt } = step
  const body = { stepId, attempt, verdict: 'approved', note } as const
  const refusal = runIntentRefusal({ command: 'decideStep', body }, run.state, role)?.message ?? null
  const say = (verdict: 'approved' | 'rejected') => decide.mutate({ stepId, attempt, verdict, note })
  return (
    <article className={css.card} aria-label={`Decision at ${stepId}`}>
      <p className={css.quiet}>
        {run.state.definition.name} asks at {stepId}
      </p>
      <p className={css.asked}>{step.text}</p>
      <UnsavedGuard isDirty={note.trim() !== '' && !decide.isPending && !decide.isSuccess} />
      <Textarea
        label="Note"
        description="For the record; of a rejection it is the reason."
        autosize
        minRows={1}
        maxLength={1_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        {refusal === null ? (
          <Button disabled={decide.isPending} onClick={() => say('approved')}>
            {decide.isPending ? 'Recording…' : `Approve ${stepId}`}
          </Button>
        ) : (
          <ActionButton refusal={refusal}>{`Approve ${stepId}`}</ActionButton>
        )}
        <ActionButton refusal={refusal} disabled={decide.isPending} onClick={() => say('rejected')}>
          Reject and stop the run
        </ActionButton>
      </div>
      {refusal && <p className={css.quiet}>{refusal}</p>}
      {decide.error && (
        <p role="alert" className={formCss.problem}>
          {decide.error.message}
        </p>
      )}
    </article>
  )
}
