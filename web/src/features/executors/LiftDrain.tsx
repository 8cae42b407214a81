import { useState } from 'react'
import type { Executor } from '#api/executors/contract.ts'
import { NoteField } from '../../ui/NoteField.tsx'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { useLiftDrain } from './executor-queries.ts'

/** It takes runs again, by itself. */
export function LiftDrain({ executor, onClose }: { executor: Executor; onClose: () => void }) {
  const [note, setNote] = useState('')
  const lift = useLiftDrain(executor.id)
  return (
    <RowPanel label={`Let ${executor.name} take runs`} onClose={onClose} problem={lift.error}>
      <p>What waits for it starts by itself, in its order. Runs that it still has go on beside that.</p>
      <NoteField label="What was done, if you want to say" value={note} onChange={setNote} />
      <PanelEnd
        action={`Let ${executor.name} take runs`}
        keep="Let it drain"
        isPending={lift.isPending}
        onConfirm={() => lift.mutate(note, { onSuccess: onClose })}
        onClose={onClose}
      />
    </RowPanel>
  )
}
