import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import formCss from '../../ui/form.module.css'

interface EditorActionsProps {
  /** The number that the save would have. */
  version: number
  isBusy: boolean
  isDirty: boolean
  isBehind: boolean
  refusal: string | null
  problem: ReactNode
  onLeave: () => void
}

export function EditorActions(props: EditorActionsProps) {
  const { version, isBusy, isDirty, isBehind, refusal, problem, onLeave } = props
  const reason =
    refusal ??
    (isBehind ? 'A newer version was saved. Choose above which one stands.' : null) ??
    (isDirty ? null : 'Nothing is changed yet.')
  return (
    <div className={formCss.actions}>
      <Button type="submit" disabled={isBusy || reason !== null}>
        {isBusy ? 'Recording…' : `Save as version ${version}`}
      </Button>
      <Button variant="default" onClick={onLeave}>
        Leave
      </Button>
      {reason && <p className={formCss.refusal}>{reason}</p>}
      {!reason && !isBusy && problem && (
        <p className={formCss.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
