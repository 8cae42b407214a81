import type { Project } from '#api/projects/contract.ts'
import type { Stage } from '#domain/project/stages.ts'
import { counted } from '../../../ui/count-words.ts'

export const stageButtons: Record<Stage, string> = {
  idea: 'Make it an idea',
  active: 'Make it active',
  paused: 'Pause it',
  wound_down: 'Wind it down',
}

/** What the change will do now, counted. */
export function consequenceOf({ counts, heldTasks }: Project, stage: Stage): string {
  if (stage === 'active') {
    return heldTasks > 0
      ? `${counted(heldTasks, 'task')} that ${heldTasks === 1 ? 'waits goes' : 'wait go'} on by ${heldTasks === 1 ? 'itself' : 'themselves'}.`
      : 'Tasks start as they come.'
  }
  const open =
    counts.open > 0
      ? `${counted(counts.open, 'open task')} ${counts.open === 1 ? 'starts' : 'start'} no further run; what runs now ends by itself.`
      : 'Nothing is open.'
  return stage === 'wound_down' ? `${open} No new task is taken.` : `${open} New tasks wait.`
}
