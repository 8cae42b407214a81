import type { ReactNode } from 'react'
import css from './Layout.module.css'

interface Children {
  children: ReactNode
}

/** 1,160 px of reading width on a 12 column idea: whole, 7 + 5, or 8 + 4. */
export const Page = ({ children }: Children) => <div className={css.page}>{children}</div>
export const SevenFive = ({ children }: Children) => <div className={css.sevenFive}>{children}</div>
export const EightFour = ({ children }: Children) => <div className={css.eightFour}>{children}</div>
export const Stack = ({ children }: Children) => <div className={css.stack}>{children}</div>
/** The page in one sentence. */
export const Lead = ({ children }: Children) => <p className={css.lead}>{children}</p>
