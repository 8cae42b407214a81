import type { ReactNode } from 'react'
import { AppLink } from './AppLink.tsx'
import { Dots } from './Dots.tsx'
import css from './RowList.module.css'

interface RowProps {
  mark?: ReactNode
  title: ReactNode
  href?: string
  /** A line of its own, for the reason or the cause. */
  reason?: ReactNode
  /** Facts; each child is one. */
  detail?: ReactNode
  aside?: ReactNode
  action?: ReactNode
  /** Below the rest, when the row is open. */
  opened?: ReactNode
  /** On a phone the row itself is the button; keep only the first one. */
  isActionWideOnly?: boolean
}

/** The list of this product: one line to read, one to explain, one thing to do. */
export function RowList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className={css.list}>
      {children}
    </ul>
  )
}

export function Row({
  mark,
  title,
  href,
  reason,
  detail,
  aside,
  action,
  opened,
  isActionWideOnly,
}: RowProps) {
  return (
    <li className={css.row} data-marked={mark ? true : undefined}>
      {mark && <span className={css.mark}>{mark}</span>}
      <div className={css.main}>
        <div className={css.title}>
          {href ? (
            <AppLink href={href} className={css.link}>
              {title}
            </AppLink>
          ) : (
            title
          )}
        </div>
        {reason && <div className={css.reason}>{reason}</div>}
        {detail && (
          <div className={css.detail}>
            <Dots>{detail}</Dots>
          </div>
        )}
        {opened && <div className={css.opened}>{opened}</div>}
      </div>
      {aside && <div className={css.aside}>{aside}</div>}
      {action && (
        <div className={css.action} data-wide-only={isActionWideOnly || undefined}>
          {action}
        </div>
      )}
    </li>
  )
}

interface OpenRowProps {
  isOpen: boolean
  onToggle: () => void
  children: ReactNode
}

/** The title of a row that opens in its place. */
export function OpenRow({ isOpen, onToggle, children }: OpenRowProps) {
  return (
    <button type="button" className={`${css.link} ${css.toggle}`} aria-expanded={isOpen} onClick={onToggle}>
      {children}
    </button>
  )
}
