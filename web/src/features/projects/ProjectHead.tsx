import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { newTaskRefusal } from '#domain/project/stage-rules.ts'
import { useRole } from '../../app/me.ts'
import { useAgents, useInbox } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { PlaceTabs } from '../../ui/PlaceTabs.tsx'
import { countsWith, projectLook, stageBeside } from '../../ui/project-look.ts'
import { StageNotice } from '../../ui/StageNotice.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import css from './ProjectPage.module.css'
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
  const counts = countsWith(project, useInbox().data?.needs)
  const stage = stageBeside(counts, project.stage)
  return (
    <div className={css.top}>
      {project.removedAt && <RemovedNotice project={project} />}
      {!project.removedAt && project.isSample && <SampleNotice project={project} leadsTo="/" />}
      {!project.isSample && <StageNotice project={project} />}
      <PageHeader
        title={project.name}
        trail={[{ label: 'Projects', href: '/projects' }]}
        meta={
          <>
            <ToneMark look={projectLook(counts, project.stage)} />
            {stage && <ToneMark look={stage} />}
          </>
        }
        actions={<Actions project={project} />}
      />
      <PlaceTabs label="Places in this project" current={place} places={tabsOf(project.id, places)} />
    </div>
  )
}

function Actions({ project }: { project: Project }) {
  const role = useRole()
  const agents = useAgents(project.id).data?.items
  const hasNoAgent = agents?.length === 0
  const closed = newTaskRefusal({ ...project, isRemoved: project.removedAt !== null })?.message
  const refusal =
    refusalOf(role, 'createTask') ??
    closed ??
    (hasNoAgent ? 'Create an agent first: tasks are given to agents.' : null)
  return (
    <ActionLink
      href={`/projects/${project.id}/new-task`}
      refusal={refusal}
      variant={hasNoAgent ? 'default' : 'filled'}
    >
      New task
    </ActionLink>
  )
}
