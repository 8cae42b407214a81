import type { ReactNode } from 'react'
import css from './AppFrame.module.css'

interface AppFrameProps {
  nav: ReactNode
  header: ReactNode
  children: ReactNode
}

/** Navigation and header lie on the canvas; the page is one sheet on it. */
export function AppFrame({ nav, header, children }: AppFrameProps) {
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#content">
        Skip to content
      </a>
      {nav}
      <div className={css.column}>
        <header className={css.header}>{header}</header>
        <main id="content" className={css.sheet} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  )
}
