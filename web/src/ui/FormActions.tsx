import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import css from './form.module.css'

interface FormActionsProps {
  label: string
  isBusy: boolean
  /** Why this operator may not send the form; the button stays and says it. */
  refusal: string | null
  /** What went wrong with the form as a whole. */
  problem: ReactNode
}

/** The end of a form: its one button, and the line that says why it does nothing or what went wrong. */
export function FormActions({ label, isBusy, refusal, problem }: FormActionsProps) {
  return (
    <div className={css.actions}>
      <Button type="submit" disabled={isBusy || refusal !== null}>
        {isBusy ? 'Recording…' : label}
      </Button>
      {refusal && <p className={css.refusal}>{refusal}</p>}
      {!refusal && !isBusy && problem && (
        <p className={css.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
