import type { InboxItem } from '#api/inbox/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Icon } from '../../ui/icons.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { relative } from '../../ui/time-format.ts'
import css from './InboxList.module.css'
import { kindLook } from './kind-look.ts'

interface InboxListProps {
  /** Undefined while it is read for the first time. */
  items: readonly InboxItem[] | undefined
  problem: Error | null
  currentId: string | undefined
}

export function InboxList({ items, problem, currentId }: InboxListProps) {
  return (
    <section className={css.pane} aria-label="Inbox items">
      <header className={css.head}>
        <h2 className={css.title}>Inbox</h2>
        <span className={css.note}>by cost of delay</span>
      </header>
      {problem && (
        <p className={css.problem} role="alert">
          The inbox cannot be read now: {problem.message}
        </p>
      )}
      {!items && !problem && <SkeletonRows label="inbox" count={4} />}
      {items?.length === 0 && (
        <div className={css.empty}>
          <EmptyState
            title="Nothing needs you."
            first="Approvals, questions and tasks that cannot go on by themselves come here."
          />
        </div>
      )}
      {items && items.length > 0 && (
        <ul className={css.list} aria-label="What needs a person">
          {items.map((item) => (
            <Line key={item.id} item={item} isHere={item.id === currentId} />
          ))}
        </ul>
      )}
      <p className={css.keys}>
        <KeyHint keys="J" />
        <KeyHint keys="K" /> move <KeyHint keys="A" /> approve <KeyHint keys="R" /> reject
      </p>
    </section>
  )
}

function Line({ item, isHere }: { item: InboxItem; isHere: boolean }) {
  const look = kindLook[item.kind]
  return (
    <li>
      <AppLink href={`/inbox/${item.id}`} className={css.item} aria-current={isHere ? 'true' : undefined}>
        <span className={css.mark} data-tone={look.isDanger ? 'danger' : 'waiting'}>
          <Icon name={look.icon} />
        </span>
        <span className={css.words}>
          <span className={css.what}>{item.title}</span>
          <span className={css.line}>{item.line || look.word}</span>
          <span className={css.sub}>
            {look.word}
            {item.projectName && `, ${item.projectName}`}
            {item.isPractice && ', practice'}
            {item.until && <Ends until={item.until} />}
          </span>
        </span>
        <span className={css.end}>
          <RelativeTime at={new Date(item.since)} as="span" />
        </span>
      </AppLink>
    </li>
  )
}

function Ends({ until }: { until: string }) {
  const now = useNow()
  const at = new Date(until)
  return <>, {at > now ? `ends ${relative(at, now)}` : 'ended'}</>
}
