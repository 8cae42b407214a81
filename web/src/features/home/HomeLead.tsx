import type { Home } from '#api/home/contract.ts'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { useInbox } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead } from '../../ui/Layout.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'

/** The whole floor in a few words, every count a link to what it counts. */
export function HomeLead({ projects, home }: { projects: readonly Project[]; home: Home | undefined }) {
  const inbox = useInbox().data?.items
  const open = projects.reduce((sum, { counts }) => sum + counts.open, 0)
  return (
    <Lead>
      {inbox && <Needs items={inbox} />}{' '}
      {home && home.blockedCount > 0 && (
        <>
          <AppLink href="#blocked">{counted(home.blockedCount, 'task')}</AppLink>{' '}
          {home.blockedCount === 1 ? 'is' : 'are'} blocked.{' '}
        </>
      )}
      {open > 0 ? (
        <>
          <AppLink href="/tasks?view=open">{counted(open, 'task')}</AppLink> {open === 1 ? 'is' : 'are'} at
          work or waiting
        </>
      ) : (
        'No task is at work'
      )}
      {home && home.week.shippedCount > 0 ? (
        <>
          , and <AppLink href="#week">{home.week.shippedCount.toLocaleString('en-US')} shipped</AppLink> this
          week.
        </>
      ) : (
        ', and nothing has shipped yet this week.'
      )}
    </Lead>
  )
}

function Needs({ items }: { items: readonly InboxItem[] }) {
  const now = useNow()
  if (items.length === 0) return 'Nothing needs you.'
  const soonest = items
    .flatMap(({ until }) => (until === null ? [] : [until]))
    .filter((until) => new Date(until) > now)
    .sort()[0]
  return (
    <>
      <AppLink href="/inbox">{counted(items.length, 'thing')}</AppLink>{' '}
      {items.length === 1 ? 'needs' : 'need'} you
      {soonest && (
        <>
          , {items.length > 1 ? 'the first ends' : 'it ends'} <RelativeTime at={new Date(soonest)} />
        </>
      )}
      .
    </>
  )
}
