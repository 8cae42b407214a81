import type { ReactNode } from 'react'
import { BrandMark } from '../../ui/frame/BrandMark.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import css from './session.module.css'

interface SessionPanelProps {
  title: string
  lead?: string
  children: ReactNode
  help: string
}

/** The frame of the pages that need no session. */
export function SessionPanel({ title, lead, children, help }: SessionPanelProps) {
  usePageTitle(title)
  return (
    <main className={css.page}>
      <div className={css.panel}>
        <p className={css.brand}>
          <BrandMark /> Front Office
        </p>
        <h1 className={css.title}>{title}</h1>
        {lead && <p className={css.lead}>{lead}</p>}
        {children}
        <p className={css.help}>{help}</p>
      </div>
    </main>
  )
}
