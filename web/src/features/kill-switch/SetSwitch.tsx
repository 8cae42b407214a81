import { useState } from 'react'
import { counted } from '../../ui/count-words.ts'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { WhyField } from '../../ui/WhyField.tsx'
import { Will } from '../../ui/Will.tsx'
import { useSetKillSwitch } from './kill-switch-queries.ts'

interface SetSwitchProps {
  scopeId: string
  name: string
  /** That are under way; undefined: not counted here. */
  runs?: number | undefined
  onClose: () => void
}

/** What stopping will do, and the reason that everybody reads wherever something waits for it. */
export function SetSwitch({ scopeId, name, runs, onClose }: SetSwitchProps) {
  const [reason, setReason] = useState('')
  const set = useSetKillSwitch(scopeId)
  return (
    <RowPanel label={`Stop ${name}`} onClose={onClose} problem={set.error}>
      <Will deed={`Stopping ${name}`}>
        <li>end {underWay(runs)} once it is lifted</li>
        <li>start no new run: what is due waits</li>
        <li>
          block every tool call at the gate, what is safe and what was approved too; where a Mac’s worker is
          away, what only reads passes until it is back
        </li>
        <li>let nothing be approved; what has left already cannot be called back</li>
      </Will>
      <WhyField description="Stands wherever something waits for it." value={reason} onChange={setReason} />
      <PanelEnd
        action={`Stop ${name} now`}
        keep="Leave it running"
        isPending={set.isPending}
        missing={reason.trim() === '' ? 'Say why first.' : null}
        look={{ color: 'danger' }}
        onConfirm={() => set.mutate(reason, { onSuccess: onClose })}
        onClose={onClose}
      />
    </RowPanel>
  )
}

function underWay(runs: number | undefined): string {
  if (runs === 1) return 'the 1 run that is under way; it begins anew from where it is'
  const which = runs ? `the ${counted(runs, 'run')}` : 'the runs'
  return `${which} that are under way; they begin anew from where they are`
}
