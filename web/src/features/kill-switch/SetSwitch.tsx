import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { RowPanel } from '../../ui/RowPanel.tsx'
import css from './kill-switch.module.css'
import { useSetKillSwitch } from './kill-switch-queries.ts'

interface SetSwitchProps {
  scopeId: string
  name: string
  onClose: () => void
}

/** What stopping will do, and the reason that everybody reads wherever something waits for it. */
export function SetSwitch({ scopeId, name, onClose }: SetSwitchProps) {
  const [reason, setReason] = useState('')
  const set = useSetKillSwitch(scopeId)
  const isSaid = reason.trim() !== ''
  return (
    <RowPanel label={`Stop ${name}`} onClose={onClose} problem={set.error}>
      <p>Stopping {name} will</p>
      <ul className={css.will}>
        <li>end the runs that are under way; they begin anew from where they are once it is lifted</li>
        <li>start no new run: what is due waits</li>
        <li>block every tool call at the gate, what is safe and what was approved too</li>
        <li>let nothing be approved; what has left already cannot be called back</li>
      </ul>
      <Textarea
        label="Why"
        description="Stands wherever something waits for it."
        required
        autosize
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        <Button
          color="danger"
          disabled={!isSaid || set.isPending}
          onClick={() => set.mutate(reason, { onSuccess: onClose })}
        >
          {set.isPending ? 'Recording…' : `Stop ${name} now`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Leave it running
        </Button>
        {!isSaid && <p className={css.quiet}>Say why first.</p>}
      </div>
    </RowPanel>
  )
}
