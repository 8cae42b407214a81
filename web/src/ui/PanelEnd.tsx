import { Button, type ButtonProps } from '@mantine/core'
import formCss from './form.module.css'

interface PanelEndProps {
  /** What the button does, in its words: Retire Ines. */
  action: string
  /** The way back: Keep Ines. */
  keep: string
  isPending: boolean
  /** What is missing before it can be done. */
  missing?: string | null
  look?: Pick<ButtonProps, 'color' | 'variant'>
  onConfirm: () => void
  onClose: () => void
}

/** The end of a panel: do it, or leave it. */
export function PanelEnd({
  action,
  keep,
  isPending,
  missing = null,
  look,
  onConfirm,
  onClose,
}: PanelEndProps) {
  return (
    <div className={formCss.actions}>
      <Button {...look} disabled={missing !== null || isPending} onClick={onConfirm}>
        {isPending ? 'Recording…' : action}
      </Button>
      <Button variant="default" onClick={onClose}>
        {keep}
      </Button>
      {missing !== null && <p className={formCss.refusal}>{missing}</p>}
    </div>
  )
}
