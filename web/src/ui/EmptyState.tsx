import type { ReactNode } from 'react'
import css from './EmptyState.module.css'

interface EmptyStateProps {
  title: string
  /** What to do first, in one sentence. */
  first: string
  action?: ReactNode
}

export function EmptyState({ title, first, action }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      <p className={css.title}>{title}</p>
      <p className={css.first}>{first}</p>
      {action && <div className={css.action}>{action}</div>}
    </div>
  )
}
