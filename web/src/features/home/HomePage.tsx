import type { ReactNode } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { useInbox, useProjects } from '../../http/shared-queries.ts'
import { Page, SevenFive, Stack } from '../../ui/Layout.tsx'
import { useNow } from '../../ui/now.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { ProjectsTable } from '../../ui/ProjectsTable.tsx'
import { projectRows } from '../../ui/project-rows.ts'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { BlockedList } from './BlockedList.tsx'
import { FailurePatterns } from './FailurePatterns.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { HomeLead } from './HomeLead.tsx'
import { DoneTasks, NeedsYou, OpenTasks } from './HomeLists.tsx'
import css from './home.module.css'
import { useHome } from './home-queries.ts'
import { Reliability } from './Reliability.tsx'
import { RiskFlags } from './RiskFlags.tsx'
import { shortened } from './shortened.ts'

/** Pieces of other features, which the app puts in: a feature imports no feature. */
export interface HomeParts {
  needLine: (item: InboxItem, isFirst: boolean) => ReactNode
  taskLine: (row: TaskRow) => ReactNode
  /** Over the page while the sample project is there. */
  sample: ReactNode
}

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })

/** What needs me, what is at work, what finished: answered in ten seconds. */
export function HomePage({ parts }: { parts: HomeParts }) {
  const projects = useProjects()
  const now = useNow()
  const items = projects.data?.items
  return (
    <Page>
      {parts.sample}
      <div className={css.opening}>
        <PageHeader title="Mission control" meta={<span>{day.format(now)}</span>} />
        {items && items.length > 0 && <HomeLead projects={items} />}
      </div>
      {items?.length === 0 && <FirstSteps />}
      {items && items.length > 0 && <Lists projects={items} parts={parts} />}
      {projects.isPending && <SkeletonRows label="projects" count={5} />}
      {projects.error && <p role="alert">The projects cannot be read now: {wordsOf(projects.error)}</p>}
    </Page>
  )
}

function Lists({ projects, parts }: { projects: Project[]; parts: HomeParts }) {
  const inbox = useInbox().data?.items
  const home = useHome()
  const rows = shortened(projectRows(projects, inbox))
  const label = rows.length < projects.length ? `All ${projects.length} projects` : 'All projects'
  return (
    <>
      <SevenFive>
        <Stack>
          <NeedsYou line={parts.needLine} />
          {home.data && <BlockedList blocked={home.data.blocked} count={home.data.blockedCount} />}
          <OpenTasks projects={projects} line={parts.taskLine} />
        </Stack>
        <DoneTasks projects={projects} line={parts.taskLine} />
      </SevenFive>
      <Section
        title="Projects"
        count={projects.length}
        note="those that need you first"
        more={{ label, href: '/projects' }}
      >
        <ProjectsTable rows={rows} />
      </Section>
      {home.data && (
        <>
          <RiskFlags risks={home.data.risks} />
          <Reliability reliability={home.data.reliability} />
          <FailurePatterns patterns={home.data.failures} />
        </>
      )}
      {home.isPending && <SkeletonRows label="figures" count={4} />}
      {home.error && <p role="alert">The figures cannot be read now: {wordsOf(home.error)}</p>}
    </>
  )
}
