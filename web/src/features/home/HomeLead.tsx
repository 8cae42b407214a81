import type { InboxItem } from '#api/inbox/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { useInbox } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead } from '../../ui/Layout.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'

const sumOf = (projects: readonly Project[], what: 'open' | 'done') =>
  projects.reduce((sum, { counts }) => sum + counts[what], 0)

/** The whole floor in one sentence, every count a link to what it counts. */
export function HomeLead({ projects }: { projects: readonly Project[] }) {
  const inbox = useInbox().data?.items
  const [open, done] = [sumOf(projects, 'open'), sumOf(projects, 'done')]
  return (
    <Lead>
      {inbox && <Needs items={inbox} />}{' '}
      {open > 0 ? (
        <>
          <AppLink href="/tasks?view=open">{counted(open, 'task')}</AppLink> {open === 1 ? 'is' : 'are'} at
          work or waiting
        </>
      ) : (
        'No task is at work'
      )}
      {done > 0 ? (
        <>
          , and <AppLink href="/tasks?view=done">{counted(done, 'task')}</AppLink> finished.
        </>
      ) : (
        ', and none has finished yet.'
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
