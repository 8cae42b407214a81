import type { ReactNode } from 'react'
import css from './QuietLine.module.css'

/** Of a section: that there is nothing, or what else is to be known. */
export const QuietLine = ({ children }: { children: ReactNode }) => <p className={css.quiet}>{children}</p>
