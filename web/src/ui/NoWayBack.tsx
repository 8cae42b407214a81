import type { ReactNode } from 'react'
import { PanelEnd } from './PanelEnd.tsx'
import { RowPanel } from './RowPanel.tsx'

interface NoWayBackProps {
  /** What the button does, in its words: Remove the heartbeat. */
  action: string
  isPending: boolean
  problem: Error | null
  onConfirm: () => void
  onClose: () => void
  /** What it means, before it is done. */
  children: ReactNode
}

/** The second step of what can't be taken back. */
export function NoWayBack({ action, isPending, problem, onConfirm, onClose, children }: NoWayBackProps) {
  return (
    <RowPanel label={action} onClose={onClose} problem={problem}>
      <div>{children}</div>
      <PanelEnd
        {...{ action, isPending, onConfirm, onClose }}
        keep="Keep it"
        look={{ color: 'danger', variant: 'outline' }}
      />
    </RowPanel>
  )
}
