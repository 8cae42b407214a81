import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { InboxLine } from './InboxLine.tsx'
import css from './InboxList.module.css'
import { type InboxView, orderWords } from './inbox-view.ts'
import { NothingHere } from './NothingHere.tsx'
import type { Selection } from './selection.ts'

interface InboxListProps {
  /** Undefined while it is read for the first time. */
  items: readonly InboxItem[] | undefined
  problem: Error | null
  currentId: string | undefined
  /** Keeps the filters in the address when an item is opened. */
  query: string
  view: InboxView
  onView: (view: InboxView) => void
  /** As many belong in it too, and others cost more by waiting. */
  unlisted: number
  /** The view holds something, shown or not. */
  isMore: boolean
  selection: Selection
  othersAt: (itemId: string) => string[]
  /** Filters and what acts on a selection. */
  children: ReactNode
}

export function InboxList({
  items,
  problem,
  view,
  onView,
  unlisted,
  isMore,
  selection,
  children,
  ...line
}: InboxListProps) {
  return (
    <section className={css.pane} aria-label="Inbox items">
      <header className={css.head}>
        <h2 className={css.title}>Inbox</h2>
        <span className={css.note}>{orderWords(items?.length ?? 0, unlisted)}</span>
        {items && items.length > 0 && !selection.isOn && (
          <Button variant="subtle" size="compact-xs" className={css.select} onClick={selection.begin}>
            Select
          </Button>
        )}
      </header>
      {children}
      {problem && (
        <p className={css.problem} role="alert">
          The inbox cannot be read now: {problem.message}
        </p>
      )}
      {!items && !problem && <SkeletonRows label="inbox" count={4} />}
      {items?.length === 0 && <NothingHere {...{ view, onView, unlisted, isMore }} />}
      {items && items.length > 0 && (
        <ul className={css.list} aria-label="What needs a person">
          {items.map((item) => (
            <InboxLine key={item.id} item={item} selection={selection} {...line} />
          ))}
        </ul>
      )}
      <p className={css.keys}>
        <KeyHint keys="J" />
        <KeyHint keys="K" /> move <KeyHint keys="S" /> snooze <KeyHint keys="T" /> hand over{' '}
        <KeyHint keys="X" /> select <KeyHint keys="?" /> all keys
      </p>
    </section>
  )
}
