import type { Project } from '#api/projects/contract.ts'
import { useInboxItems } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead } from '../../ui/Layout.tsx'
import { needsOf } from '../../ui/project-look.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'

/** The project in one sentence, every count a link to what it counts. */
export function ProjectLead({ project: { id, counts } }: { project: Project }) {
  const tasksAt = (view: string) => `/projects/${id}/tasks?view=${view}`
  return (
    <Lead>
      <Needs projectId={id} />{' '}
      {counts.open > 0 ? (
        <>
          <AppLink href={tasksAt('open')}>{counted(counts.open, 'task')}</AppLink>{' '}
          {counts.open === 1 ? 'is' : 'are'} at work or waiting
        </>
      ) : (
        'No task is at work'
      )}
      {counts.failed > 0 && (
        <>
          , <AppLink href={tasksAt('failed')}>{counts.failed} failed</AppLink>
        </>
      )}
      {counts.done > 0 ? (
        <>
          , and <AppLink href={tasksAt('done')}>{counts.done}</AppLink> {counts.done === 1 ? 'is' : 'are'}{' '}
          done.
        </>
      ) : (
        ', and none is done yet.'
      )}
    </Lead>
  )
}

function Needs({ projectId }: { projectId: string }) {
  const inbox = useInboxItems().data
  if (!inbox) return null
  const count = needsOf(projectId, inbox.needs)
  if (count === 0) return 'Nothing needs you.'
  const listed = inbox.mine.filter((item) => item.projectId === projectId)
  // What is not listed may be older: then nothing is said of the oldest.
  const oldest = listed.length === count && listed.map(({ since }) => since).sort()[0]
  return (
    <>
      <AppLink href={`/inbox?projectId=${projectId}&whom=you`}>{counted(count, 'thing')}</AppLink>{' '}
      {count === 1 ? 'needs' : 'need'} you
      {oldest && (
        <>
          , {count > 1 && 'the oldest '}since <RelativeTime at={new Date(oldest)} as="span" />
        </>
      )}
      .
    </>
  )
}
