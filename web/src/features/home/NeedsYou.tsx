import { Fragment, type ReactNode } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { mostOnHome } from '#domain/inbox/inbox.ts'
import { operatorCan } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { useInbox } from '../../http/shared-queries.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { Reading } from './Reading.tsx'

/** What waits for the reader, and below it what waits for others; who settles nothing reads what waits for those who do. */
export function NeedsYou({ line }: { line: (item: InboxItem, isFirst: boolean) => ReactNode }) {
  const inbox = useInbox()
  const settles = operatorCan(useRole(), 'triageInbox')
  const items = inbox.data?.items
  const title = settles ? 'Needs you' : 'Waits for the operators'
  const { mineCount = 0, othersCount = 0 } = inbox.data ?? {}
  const all = mineCount + othersCount
  const label = all > mostOnHome ? `All ${all.toLocaleString('en-US')} in the inbox` : 'Open inbox'
  return (
    <Section
      title={title}
      {...(inbox.data && { count: settles ? mineCount : all })}
      note="by cost of delay"
      more={{ label, href: '/inbox' }}
    >
      {items && items.length > 0 && (
        <RowList label={title}>
          {items.slice(0, mostOnHome).map((item, index) => (
            <Fragment key={item.id}>{line(item, index === 0)}</Fragment>
          ))}
        </RowList>
      )}
      {items?.length === 0 && (
        <EmptyState
          title={settles ? 'Nothing needs you.' : 'Nothing waits for the operators.'}
          first="Approvals, questions and what cannot go on by itself come here."
        />
      )}
      <Reading label="inbox" read={inbox} />
    </Section>
  )
}
