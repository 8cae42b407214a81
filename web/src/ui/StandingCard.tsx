import { type ReactNode, useId } from 'react'
import type { Tone } from '../theme/tokens.ts'
import { Icon, type IconName } from './icons.tsx'
import css from './StandingCard.module.css'

interface StandingCardProps {
  tone: Tone
  icon: IconName
  title: string
  /** Why it stands, in the words that were recorded. */
  said?: string | null
  children: ReactNode
}

/** What holds a task up, and what can be done about it. */
export function StandingCard({ tone, icon, title, said, children }: StandingCardProps) {
  const id = useId()
  return (
    <article className={css.card} data-tone={tone} aria-labelledby={id}>
      <header className={css.head}>
        <Icon name={icon} />
        <div>
          <h2 id={id} className={css.title}>
            {title}
          </h2>
          {said && <p className={css.said}>{said}</p>}
        </div>
      </header>
      <div className={css.body}>{children}</div>
    </article>
  )
}
