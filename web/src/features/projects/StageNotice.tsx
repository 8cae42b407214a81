import type { Project } from '#api/projects/contract.ts'
import { stageMeanings } from '#domain/project/stage-rules.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Notice } from '../../ui/Notice.tsx'

/** Over every place of a project that starts no run. */
export function StageNotice({ project }: { project: Project }) {
  const { id, stage, stageReason, heldTasks } = project
  const waiting =
    heldTasks > 0 ? ` ${counted(heldTasks, 'task')} ${heldTasks === 1 ? 'waits' : 'wait'} for it.` : ''
  return (
    <Notice
      tone="muted"
      icon="projects"
      what={`${stageMeanings[stage].word}: no run starts.`}
      why={`${stageReason ? `${stageReason}.` : ''}${waiting}`}
      next={
        <ActionLink href={`/projects/${id}/settings`} refusal={null}>
          Change the stage
        </ActionLink>
      }
    />
  )
}
