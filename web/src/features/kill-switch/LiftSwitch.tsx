import { useState } from 'react'
import { NoteField } from '../../ui/NoteField.tsx'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { useLiftKillSwitch } from './kill-switch-queries.ts'

interface LiftSwitchProps {
  scopeId: string
  name: string
  onClose: () => void
}

/** What goes on, and by itself. */
export function LiftSwitch({ scopeId, name, onClose }: LiftSwitchProps) {
  const [note, setNote] = useState('')
  const lift = useLiftKillSwitch(scopeId)
  return (
    <RowPanel label={`Let ${name} go on`} onClose={onClose} problem={lift.error}>
      <p>
        What waits for this switch starts by itself, runs that it ended too. What another one stops goes on
        standing still.
      </p>
      <NoteField label="What was mended, if you want to say" value={note} onChange={setNote} />
      <PanelEnd
        action={`Let ${name} go on`}
        keep="Keep it stopped"
        isPending={lift.isPending}
        onConfirm={() => lift.mutate(note, { onSuccess: onClose })}
        onClose={onClose}
      />
    </RowPanel>
  )
}
