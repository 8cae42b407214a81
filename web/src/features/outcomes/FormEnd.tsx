import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import css from './outcomes.module.css'

interface FormEndProps {
  label: string
  isBusy: boolean
  problem: ReactNode
  /** The way out. */
  children: ReactNode
}

/** The end of a small form in a panel. */
export const FormEnd = ({ label, isBusy, problem, children }: FormEndProps) => (
  <>
    <div className={css.bar}>
      <Button type="submit" size="xs" disabled={isBusy}>
        {isBusy ? 'Recording…' : label}
      </Button>
      {children}
    </div>
    {!isBusy && problem && (
      <p role="alert" className={css.problem}>
        {problem}
      </p>
    )}
  </>
)
