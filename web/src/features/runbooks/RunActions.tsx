import { Button, Popover, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { RunbookRun } from '#api/runbooks/contract.ts'
import { openSteps, runIntentRefusal } from '#domain/runbook/run-rules.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { counted } from '../../ui/count-words.ts'
import formCss from '../../ui/form.module.css'
import { useCancelRun, useResumeRun } from './runbook-queries.ts'
import css from './runbooks.module.css'

export function RunActions({ run }: { run: RunbookRun }) {
  const role = useRole()
  const resume = useResumeRun(run.id)
  const refusal = runIntentRefusal({ command: 'resumeRun', body: {} }, run.state, role)?.message ?? null
  const isStopped = run.state.status === 'failed' || run.state.status === 'cancelled'
  return (
    <>
      {resume.error && (
        <p role="alert" className={formCss.problem}>
          {resume.error.message}
        </p>
      )}
      {isStopped && (
        <ActionButton
          refusal={refusal}
          variant={refusal === null ? 'filled' : 'default'}
          disabled={resume.isPending}
          onClick={() => resume.mutate()}
        >
          {resume.isPending ? 'Recording…' : `Resume from ${run.state.failedStep ?? 'where it stopped'}`}
        </ActionButton>
      )}
      <CancelRun run={run} />
    </>
  )
}

function CancelRun({ run }: { run: RunbookRun }) {
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const cancel = useCancelRun(run.id)
  const asked = { command: 'cancelRun', body: { reason } } as const
  const refusal = runIntentRefusal(asked, run.state, useRole())?.message ?? null
  const isCancelling = run.state.cancelReason !== null && refusal === null
  const { data, isPending } = cancel
  const isRecorded = data !== undefined && !run.state.intentIds.includes(data.intentId)
  const tasks = openSteps(run.state).filter(({ taskId }) => taskId !== null).length
  return (
    <Popover opened={isOpen} onChange={setOpen} width={300} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionButton
          refusal={isCancelling ? 'Cancelling is recorded; its open tasks are being ended.' : refusal}
          onClick={() => setOpen((was) => !was)}
        >
          {isCancelling || isRecorded ? 'Cancelling…' : 'Cancel run'}
        </ActionButton>
      </Popover.Target>
      <Popover.Dropdown className={css.popover} aria-label="Cancel this run">
        <p>
          Cancelling ends {tasks > 0 ? counted(tasks, 'open task') : 'what it waits for'} and begins nothing
          more. What is done stays done.
        </p>
        <Textarea
          label="Reason"
          description="For the record."
          autosize
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button
          color="danger"
          variant="outline"
          disabled={isPending || isRecorded}
          onClick={() => cancel.mutate(reason, { onSuccess: () => setOpen(false) })}
        >
          {isPending ? 'Recording…' : 'Cancel the run'}
        </Button>
        {cancel.error && (
          <p role="alert" className={formCss.problem}>
            {cancel.error.message}
          </p>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
