import { type ReactNode, useId } from 'react'
import { AppLink } from './AppLink.tsx'
import css from './Section.module.css'

interface SectionProps {
  title: string
  count?: number
  /** The rule behind the order or the figures, in a few words. */
  note?: ReactNode
  more?: { label: string; href: string }
  children: ReactNode
}

export function Section({ title, count, note, more, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={css.section}>
      <div className={css.head}>
        <div className={css.words}>
          <h2 id={id} className={css.title}>
            {title}
            {count !== undefined && <span className={css.count}>{count}</span>}
          </h2>
          {note && <span className={css.note}>{note}</span>}
        </div>
        {more && (
          <AppLink href={more.href} className={css.more}>
            {more.label}
          </AppLink>
        )}
      </div>
      {children}
    </section>
  )
}
