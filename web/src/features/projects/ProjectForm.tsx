import type { ReactNode } from 'react'
import type { Project } from '#api/projects/contract.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { StageNotice } from '../../ui/StageNotice.tsx'

interface ProjectFormProps {
  project: Project
  title: string
  /** What it means for this form that the project starts no run. */
  means: string | undefined
  children: ReactNode
}

/** Something new in a project, at an address of its own, so that Back leaves it. */
export function ProjectForm({ project, title, means, children }: ProjectFormProps) {
  return (
    <Page>
      <PageHeader
        title={title}
        trail={[
          { label: 'Projects', href: '/projects' },
          { label: project.name, href: `/projects/${project.id}` },
        ]}
      />
      <StageNotice project={project} {...(means && { means })} />
      {project.removedAt === null ? (
        children
      ) : (
        <EmptyState
          title={`${project.name} is removed.`}
          first="It takes no tasks and no agents. Its history stays in the ledger."
        />
      )}
    </Page>
  )
}
