import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import formCss from './form.module.css'
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
      <div className={formCss.actions}>
        <Button color="danger" variant="outline" disabled={isPending} onClick={onConfirm}>
          {isPending ? 'Recording…' : action}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </RowPanel>
  )
}
