import { type StagedProject, stageHold } from '../project/stage-rules.ts'
import type { Hold } from './hold.ts'

export interface HoldSources {
  project: StagedProject
}

/** What keeps a run from starting now; null: nothing. Asked when it is due, and again by who lets it go. */
export function holdOf({ project }: HoldSources): Omit<Hold, 'since'> | null {
  return stageHold(project)
}
