import type { ReactNode } from 'react'
import css from './Dots.module.css'

/** Facts in a row, parted by dots that never begin a line. Each child is one fact. */
export function Dots({ children }: { children: ReactNode }) {
  return <span className={css.dots}>{children}</span>
}
