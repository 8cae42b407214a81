import type { ReactNode } from 'react'
import type { Tone } from '../theme/tokens.ts'
import { Icon } from './icons.tsx'
import { type Person, PersonMark } from './PersonMark.tsx'
import { RelativeTime } from './RelativeTime.tsx'
import css from './Timeline.module.css'

export interface TimelineEntry {
  id: string
  who: Person
  what: ReactNode
  /** Below it, what was said or found in its own words. */
  words?: ReactNode
  at: Date
  tone?: Tone
  /** Opens in place; the recorded material, unshortened. */
  detail?: ReactNode
}

export interface TimelineGroup {
  id: string
  title: string
  meta?: ReactNode
  isLive?: boolean
  entries: TimelineEntry[]
}

/** Newest first. Entries that arrive while the reader is scrolled away wait behind a count, so nothing jumps. */
export function Timeline({ groups }: { groups: TimelineGroup[] }) {
  return (
    <div className={css.timeline}>
      {groups.map((group) => (
        <section key={group.id} aria-label={group.title}>
          <h3 className={css.head}>
            {group.title}
            {group.isLive && <span className={css.live}>Live</span>}
            {group.meta && <span className={css.meta}>{group.meta}</span>}
          </h3>
          <ol className={css.list}>
            {group.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const line = (
    <>
      <span className={css.what} data-tone={entry.tone}>
        <span className={css.who}>{entry.who.name}</span> {entry.what}
        {entry.detail && (
          <span className={css.chevron}>
            <Icon name="chevron" size={12} />
          </span>
        )}
        {entry.words}
      </span>
      <span className={css.when}>
        <RelativeTime at={entry.at} as="moment" />
      </span>
    </>
  )
  return (
    <li className={css.entry}>
      <span className={css.mark}>
        <PersonMark person={entry.who} isMarkOnly />
      </span>
      {entry.detail ? (
        <details className={css.body}>
          <summary className={css.line}>{line}</summary>
          <div className={css.detail}>{entry.detail}</div>
        </details>
      ) : (
        <div className={`${css.body} ${css.line}`}>{line}</div>
      )}
    </li>
  )
}
