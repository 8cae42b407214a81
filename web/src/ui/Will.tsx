import type { ReactNode } from 'react'
import css from './RowPanel.module.css'

/** What a deed will do, before it is done: one line each. */
export function Will({ deed, children }: { deed: string; children: ReactNode }) {
  return (
    <>
      <p>{deed} will</p>
      <ul className={css.will}>{children}</ul>
    </>
  )
}
