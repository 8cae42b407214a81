import type { ReactNode } from 'react'
import type { Home } from '#api/home/contract.ts'
import type { InboxItem } from '#api/inbox/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { useHome, useInbox, useProjects } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Page, SevenFive, Stack } from '../../ui/Layout.tsx'
import { useNow } from '../../ui/now.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { ProjectsTable } from '../../ui/ProjectsTable.tsx'
import { projectRows } from '../../ui/project-rows.ts'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { BlockedList } from './BlockedList.tsx'
import { BudgetBurn } from './BudgetBurn.tsx'
import { FailurePatterns } from './FailurePatterns.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { HomeLead } from './HomeLead.tsx'
import css from './home.module.css'
import { NeedsYou } from './NeedsYou.tsx'
import { Objectives } from './Objectives.tsx'
import { OpenTasks } from './OpenTasks.tsx'
import { Reliability } from './Reliability.tsx'
import { RiskFlags } from './RiskFlags.tsx'
import { shortened } from './shortened.ts'
import { WeekPlan } from './WeekPlan.tsx'

/** Pieces of other features, which the app puts in: a feature imports no feature. */
export interface HomeParts {
  needLine: (item: InboxItem, isFirst: boolean) => ReactNode
  taskLine: (row: TaskRow) => ReactNode
  /** Over the page while the sample project is there. */
  sample: ReactNode
}

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })

/** What needs me, what is blocked, what ships: answered in ten seconds. */
export function HomePage({ parts }: { parts: HomeParts }) {
  const projects = useProjects()
  const now = useNow()
  const home = useHome().data
  const items = projects.data?.items
  return (
    <Page>
      {parts.sample}
      <div className={css.opening}>
        <PageHeader
          title="Mission control"
          meta={<span>{day.format(now)}</span>}
          actions={items && items.length > 0 && <WaysOn />}
        />
        {items && items.length > 0 && <HomeLead projects={items} home={home} />}
      </div>
      {items?.length === 0 && <FirstSteps />}
      {items && items.length > 0 && <Lists projects={items} parts={parts} />}
      {projects.isPending && <SkeletonRows label="projects" count={5} />}
      {projects.error && <p role="alert">The projects cannot be read now: {wordsOf(projects.error)}</p>}
    </Page>
  )
}

/** To what is of all projects and has no line in the navigation. */
const WaysOn = () => (
  <>
    <ActionLink href="/activity" refusal={null}>
      Activity
    </ActionLink>
    <ActionLink href="/agents" refusal={null}>
      All agents
    </ActionLink>
  </>
)

function Lists({ projects, parts }: { projects: Project[]; parts: HomeParts }) {
  const inbox = useInbox()
  const { data: home, isPending, error } = useHome()
  const rows = shortened(projectRows(projects, inbox.data?.needs, home))
  // The order comes from all three: rows that are there must not move under the pointer.
  const isOrdered = !inbox.isPending && !isPending
  const label = rows.length < projects.length ? `All ${projects.length} projects` : 'All projects'
  return (
    <>
      <SevenFive>
        <Stack>
          <NeedsYou line={parts.needLine} />
          {home && <BlockedList blocked={home.blocked} count={home.blockedCount} />}
          <OpenTasks projects={projects} line={parts.taskLine} />
        </Stack>
        <Stack>
          {home && <WeekPlan week={home.week} />}
          {home && <Objectives week={home.week} />}
          {isPending && <SkeletonRows label="week" count={6} />}
        </Stack>
      </SevenFive>
      <Section
        title="Projects"
        count={projects.length}
        note="those that need you first"
        more={{ label, href: '/projects' }}
      >
        {isOrdered ? <ProjectsTable rows={rows} /> : <SkeletonRows label="projects" count={4} />}
      </Section>
      {home && <FiguresOf home={home} projects={projects} />}
      {isPending && <SkeletonRows label="figures" count={4} />}
      {error && <p role="alert">The figures cannot be read now: {wordsOf(error)}</p>}
    </>
  )
}

const FiguresOf = ({ home, projects }: { home: Home; projects: Project[] }) => (
  <>
    <SevenFive>
      <RiskFlags risks={home.risks} />
      <BudgetBurn home={home} />
    </SevenFive>
    <Reliability home={home} />
    <FailurePatterns patterns={home.failures} count={home.failureCount} projects={projects} />
  </>
)
