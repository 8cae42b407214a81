import { stageMeanings } from '#domain/project/stage-rules.ts'
import type { Stage } from '#domain/project/stages.ts'
import { ActionLink } from './ActionLink.tsx'
import { counted } from './count-words.ts'
import { Notice } from './Notice.tsx'

interface StageNoticeProps {
  project: {
    id: string
    name: string
    stage: Stage
    stageReason: string
    heldTasks: number
    removedAt: string | null
  }
  /** What that means on this page while it still takes tasks; left out where the project itself is looked at. */
  means?: string
}

/** Over what belongs to a project that starts no run; nothing where it does, or is removed. */
export function StageNotice({ project, means }: StageNoticeProps) {
  const { id, name, stage, stageReason, heldTasks, removedAt } = project
  if (stage === 'active' || removedAt !== null) return null
  const { word } = stageMeanings[stage]
  const waiting = `${counted(heldTasks, 'task')} ${heldTasks === 1 ? 'waits' : 'wait'} for it.`
  const why = [
    ...(stageReason ? [`${stageReason}.`] : []),
    ...(means ? [stage === 'wound_down' ? 'It takes no new tasks.' : means] : []),
    ...(heldTasks > 0 ? [waiting] : []),
  ]
  return (
    <Notice
      tone="muted"
      icon="projects"
      what={means ? `${name} is ${stageWords[stage]}: no run starts.` : `${word}: no run starts.`}
      why={why.join(' ')}
      next={
        <ActionLink href={`/projects/${id}/settings`} refusal={null}>
          Change the stage
        </ActionLink>
      }
    />
  )
}

const stageWords: Record<Exclude<Stage, 'active'>, string> = {
  idea: 'still an idea',
  paused: 'paused',
  wound_down: 'wound down',
}
