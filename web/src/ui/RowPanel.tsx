import { type ReactNode, useEffect, useRef } from 'react'
import { useEscape } from './escape.tsx'
import css from './RowPanel.module.css'

interface RowPanelProps {
  label: string
  onClose: () => void
  problem: Error | null
  children: ReactNode
}

/** What opens in a row: the focus goes in, Escape closes it, what went wrong stands at its end. */
export function RowPanel({ label, onClose, problem, children }: RowPanelProps) {
  const panel = useRef<HTMLFieldSetElement>(null)
  const { handlers, warning } = useEscape(onClose)
  useEffect(() => panel.current?.focus(), [])
  // A button that is sending loses the focus; where it fails, Escape and Tab go on from here.
  useEffect(() => {
    if (problem && document.activeElement === document.body) panel.current?.focus()
  }, [problem])
  return (
    <fieldset ref={panel} tabIndex={-1} aria-label={label} className={css.group} {...handlers}>
      {children}
      {warning}
      {problem && (
        <p role="alert" className={css.problem}>
          {problem.message}
        </p>
      )}
    </fieldset>
  )
}
