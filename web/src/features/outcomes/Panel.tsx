import { type ReactNode, useEffect, useRef } from 'react'
import { useEscape } from '../../ui/escape.tsx'
import css from './outcomes.module.css'

interface PanelProps {
  label: string
  onClose: () => void
  children: ReactNode
}

/** What opens in a place: the focus goes in, Escape closes it. */
export function Panel({ label, onClose, children }: PanelProps) {
  const panel = useRef<HTMLFieldSetElement>(null)
  const { handlers, warning } = useEscape(onClose)
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('input, textarea, select, button')?.focus()
  }, [])
  return (
    <fieldset ref={panel} aria-label={label} className={css.panel} {...handlers}>
      {children}
      {warning}
    </fieldset>
  )
}
