import { Button, Popover, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import { currentRun, pendingProposals } from '#domain/task/task-rules.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { AskLine } from './AskLine.tsx'
import css from './CancelButton.module.css'
import { useActionRefusal } from './past.ts'
import { useAsk } from './task-queries.ts'

/** What cancelling does to this task as it stands. */
function consequences({ state, executorId }: Task): string[] {
  const held = pendingProposals(state).length
  return [
    ...(currentRun(state) ? [`end its run on ${executorId}`] : []),
    ...(held > 0 ? [`withdraw ${held === 1 ? 'the proposal' : `${held} proposals`}; nothing is sent`] : []),
    'keep what was done, recorded and spent; what has left is not called back',
  ]
}

export function CancelButton({ task }: { task: Task }) {
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const asking = useAsk(task.id, task.state)
  const refusal = useActionRefusal(task.state, 'cancelTask')
  const isCancelling = task.state.cancelReason !== null && refusal === null
  const cancel = async () => {
    if (await asking.ask({ kind: 'cancel', reason })) setOpen(false)
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} width={300} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionButton
          refusal={isCancelling ? 'Cancelling is recorded; its run is being ended.' : refusal}
          onClick={() => setOpen((was) => !was)}
        >
          {isCancelling || asking.phase !== 'idle' ? 'Cancelling…' : 'Cancel task'}
        </ActionButton>
      </Popover.Target>
      <Popover.Dropdown className={css.form} aria-label="Cancel this task">
        <p className={css.head}>Cancelling will</p>
        <ul className={css.list}>
          {consequences(task).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <Textarea
          label="Reason"
          description="For the record."
          autosize
          minRows={2}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={css.actions}>
          <Button color="danger" variant="outline" disabled={asking.phase !== 'idle'} onClick={cancel}>
            {asking.phase === 'recording' ? 'Recording…' : 'Cancel the task'}
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            Let it go on
          </Button>
        </div>
        <AskLine asking={asking} />
      </Popover.Dropdown>
    </Popover>
  )
}
