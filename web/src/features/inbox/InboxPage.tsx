import { VisuallyHidden } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { useInbox } from '../../http/shared-queries.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { InboxDetail } from './InboxDetail.tsx'
import { InboxList } from './InboxList.tsx'
import css from './inbox.module.css'
import { neighbour, useOpened } from './opened-item.ts'

interface InboxPageProps {
  /** The card that decides an item: TaskDecision of features/tasks. The app gives it: a feature imports no feature. */
  card: (item: InboxItem) => ReactNode
}

/** Everything that needs a person, and the one that is open. */
export function InboxPage({ card }: InboxPageProps) {
  const { itemId } = useParams({ strict: false }) as { itemId?: string }
  const navigate = useNavigate()
  const inbox = useInbox()
  const items = inbox.data?.items ?? []
  const opened = useOpened(items, itemId)
  const step = (by: 1 | -1) => {
    const next = neighbour(items, opened, by)
    if (next) void navigate({ to: `/inbox/${next.id}` as never })
  }
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
  ])
  return (
    <div className={css.panes} data-open={itemId ? 'detail' : 'list'}>
      <VisuallyHidden component="h1">Inbox</VisuallyHidden>
      <InboxList items={inbox.data?.items} problem={inbox.error} currentId={opened?.item.id} />
      <section className={css.detail} aria-label="Selected item">
        {opened && (
          <InboxDetail
            key={opened.item.id}
            opened={opened}
            count={items.length}
            card={card}
            onNext={items.length > 0 ? () => step(1) : null}
          />
        )}
        {!opened && inbox.data && <NothingOpen isAsked={itemId !== undefined} />}
        {!opened && inbox.isPending && <SkeletonRows label="item" count={4} />}
      </section>
    </div>
  )
}

function NothingOpen({ isAsked }: { isAsked: boolean }) {
  return (
    <div className={css.nothing}>
      {isAsked ? (
        <EmptyState
          title="This is not in the inbox any more."
          first="Somebody decided it, or it ended. Its task tells how."
        />
      ) : (
        <EmptyState title="Nothing to decide." first="What needs a person appears here by itself." />
      )}
    </div>
  )
}
