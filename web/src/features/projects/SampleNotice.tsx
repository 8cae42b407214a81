import { useNavigate } from '@tanstack/react-router'
import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { counted } from '../../ui/count-words.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useRemoveProject } from './project-queries.ts'

interface SampleNoticeProps {
  project: Project
  /** Where the reader is afterwards; null stays. */
  leadsTo: string | null
}

const consequence = ({ counts }: Project) =>
  counts.open > 0
    ? `Removing it cancels its ${counted(counts.open, 'open task')}; its history stays in the ledger.`
    : 'Removing it cancels nothing; its history stays in the ledger.'

/** The sample is there to be looked at and thrown away: one click, and what it does stands beside it. */
export function SampleNotice({ project, leadsTo }: SampleNoticeProps) {
  const navigate = useNavigate()
  const remove = useRemoveProject(project.id)
  const refusal = refusalOf(useRole(), 'removeProject')
  const onSuccess = () => {
    if (leadsTo) void navigate({ to: leadsTo as never, ignoreBlocker: true })
  }
  return (
    <Notice
      tone={remove.error ? 'danger' : 'info'}
      icon={remove.error ? 'alert' : 'projects'}
      what={remove.error ? 'The sample could not be removed.' : `${project.name} is a sample.`}
      why={
        remove.error
          ? remove.error.message
          : `It shows how an agent works and asks before it sends something. ${consequence(project)}`
      }
      next={
        <ActionButton
          refusal={refusal}
          disabled={remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess })}
        >
          {remove.isPending ? 'Recording…' : 'Remove the sample'}
        </ActionButton>
      }
    />
  )
}

/** For Home: nothing where there is no sample. */
export function SampleOnHome() {
  const sample = useProjects().data?.items.find(({ isSample }) => isSample)
  return sample ? <SampleNotice project={sample} leadsTo={null} /> : null
}

export function RemovedNotice({ project }: { project: Project }) {
  const remove = useRemoveProject(project.id)
  const refusal = refusalOf(useRole(), 'removeProject')
  const { open } = project.counts
  // A removal that stopped half way leaves open tasks; asking again asks those only.
  const rest = open > 0 && (
    <ActionButton refusal={refusal} disabled={remove.isPending} onClick={() => remove.mutate()}>
      {remove.isPending ? 'Recording…' : 'Cancel them again'}
    </ActionButton>
  )
  return (
    <Notice
      tone="muted"
      icon="projects"
      what="This project is removed."
      why={
        open > 0
          ? `${counted(open, 'task')} ${open === 1 ? 'is' : 'are'} still being cancelled.`
          : 'It takes no tasks. Its history stays in the ledger.'
      }
      next={rest}
    />
  )
}
