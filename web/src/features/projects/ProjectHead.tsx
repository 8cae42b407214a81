import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { useAgents } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { AppLink } from '../../ui/AppLink.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { projectLook } from '../../ui/project-look.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import css from './ProjectPage.module.css'
import { RemoveProject } from './RemoveProject.tsx'
import { RemovedNotice, SampleNotice } from './SampleNotice.tsx'

interface ProjectHeadProps {
  project: Project
  place: string
  places: { id: string; label: string }[]
}

/** The ledger is a place of its own; from here it opens with this project's entries only. */
const tabsOf = (projectId: string, places: ProjectHeadProps['places']) => [
  { id: 'overview', label: 'Overview', href: `/projects/${projectId}` },
  ...places.map(({ id, label }) => ({ id, label, href: `/projects/${projectId}/${id}` })),
  { id: 'ledger', label: 'Ledger', href: `/ledger?projectId=${projectId}` },
]

export function ProjectHead({ project, place, places }: ProjectHeadProps) {
  return (
    <div className={css.top}>
      {project.removedAt && <RemovedNotice project={project} />}
      {!project.removedAt && project.isSample && <SampleNotice project={project} leadsTo="/" />}
      <PageHeader
        title={project.name}
        trail={[{ label: 'Projects', href: '/projects' }]}
        meta={<ToneMark look={projectLook(project.counts)} />}
        actions={<Actions project={project} />}
      />
      <nav aria-label="Places in this project" className={css.tabs}>
        {tabsOf(project.id, places).map(({ id, label, href }) => (
          <AppLink key={id} href={href} className={css.tab} aria-current={id === place ? 'page' : undefined}>
            {label}
          </AppLink>
        ))}
      </nav>
    </div>
  )
}

function Actions({ project }: { project: Project }) {
  const role = useRole()
  const agents = useAgents(project.id).data?.items
  const hasNoAgent = agents?.length === 0
  const removed = project.removedAt ? `${project.name} is removed, so it takes no tasks.` : null
  const refusal =
    refusalOf(role, 'createTask') ??
    removed ??
    (hasNoAgent ? 'Create an agent first: tasks are given to agents.' : null)
  return (
    <>
      {!project.isSample && <RemoveProject project={project} agents={agents?.length ?? null} />}
      <ActionLink
        href={`/projects/${project.id}/new-task`}
        refusal={refusal}
        variant={hasNoAgent ? 'default' : 'filled'}
      >
        New task
      </ActionLink>
    </>
  )
}
