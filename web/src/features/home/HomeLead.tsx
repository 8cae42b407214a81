import type { Home } from '#api/home/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { useInbox } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead } from '../../ui/Layout.tsx'
import { withoutProof } from '../../ui/shipped-words.ts'
import { Needs } from './Needs.tsx'

/** The whole floor in a few words, every count a link to what it counts. */
export function HomeLead({ projects, home }: { projects: readonly Project[]; home: Home | undefined }) {
  const inbox = useInbox().data
  const open = projects.reduce((sum, { counts }) => sum + counts.open, 0)
  return (
    <Lead>
      {inbox && <Needs inbox={inbox} />}{' '}
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
      <Shipped home={home} />
    </Lead>
  )
}

/** Nothing is said of what shipped until it is read: not knowing is not nothing. */
function Shipped({ home }: { home: Home | undefined }) {
  if (!home) return '.'
  const { shippedCount, waivedCount } = home.week
  if (shippedCount === 0) return ', and nothing has shipped yet this week.'
  return (
    <>
      , and <AppLink href="#week">{shippedCount.toLocaleString('en-US')} shipped</AppLink> this week
      {waivedCount > 0 && `, ${withoutProof(shippedCount, waivedCount)}`}.
    </>
  )
}
