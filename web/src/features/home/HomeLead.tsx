import type { Home } from '#api/home/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { useInbox } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead } from '../../ui/Layout.tsx'
import { Needs } from './Needs.tsx'

/** The whole floor in a few words, every count a link to what it counts. */
export function HomeLead({ projects, home }: { projects: readonly Project[]; home: Home | undefined }) {
  const inbox = useInbox().data
  const open = projects.reduce((sum, { counts }) => sum + counts.open, 0)
  return (
    <Lead>
      {inbox && <Needs mine={inbox.mine} others={inbox.others} />}{' '}
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
