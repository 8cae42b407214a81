import type { ReactNode } from 'react'
import type { Tone } from '../theme/tokens.ts'
import { Icon, type IconName } from './icons.tsx'
import css from './Notice.module.css'

interface NoticeProps {
  tone: Tone
  icon: IconName
  /** What, why, next, in this order. */
  what: string
  why: string
  next?: ReactNode
}

/** One line over the page for what concerns all of it. Never two at once: the worse one wins. */
export function Notice({ tone, icon, what, why, next }: NoticeProps) {
  return (
    <div className={css.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon name={icon} />
      <p className={css.words}>
        <strong>{what}</strong> {why}
      </p>
      {next && <div className={css.next}>{next}</div>}
    </div>
  )
}
