import type { ReactNode } from 'react'
import { AppLink } from './AppLink.tsx'
import css from './PageHeader.module.css'
import { usePageTitle } from './page-title.ts'

interface PageHeaderProps {
  title: string
  trail?: { label: string; href: string }[]
  meta?: ReactNode
  actions?: ReactNode
}

export function PageHeader({ title, trail = [], meta, actions }: PageHeaderProps) {
  usePageTitle(title)
  return (
    <header className={css.header}>
      <div className={css.words}>
        {trail.length > 0 && (
          <nav aria-label="Breadcrumb" className={css.trail}>
            {trail.map((step) => (
              <AppLink key={step.href} href={step.href}>
                {step.label}
              </AppLink>
            ))}
          </nav>
        )}
        <h1 className={css.title}>{title}</h1>
        {meta && <div className={css.meta}>{meta}</div>}
      </div>
      {actions && <div className={css.actions}>{actions}</div>}
    </header>
  )
}
