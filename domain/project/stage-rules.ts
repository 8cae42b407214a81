import type { RefusalCode } from '../errors.ts'
import type { Hold } from '../policy/hold.ts'
import type { Stage } from './stages.ts'

/** What a stage lets through, in words: shown where it is chosen, and what the rules below do. */
export const stageMeanings: Record<Stage, { word: string; means: string }> = {
  idea: {
    word: 'Idea',
    means:
      'Being thought about. Tasks can be given and wait; no run and no runbook starts until it is active.',
  },
  active: { word: 'Active', means: 'At work. Tasks run as soon as their agent can.' },
  paused: {
    word: 'Paused',
    means:
      'No new run starts. Runs that are under way end by themselves. A call that you approve is still made, unless the agent makes it itself: then it waits. New tasks wait, no runbook is started, and heartbeats do nothing. A runbook that was started goes on as far as its next task, which waits.',
  },
  wound_down: {
    word: 'Wound down',
    means:
      'Takes no new tasks and starts no run. Open tasks wait until it is active again or you cancel them; knowledge and history stay.',
  },
}

export interface StagedProject {
  name: string
  stage: Stage
  /** Why it is in this stage, as an operator wrote it; may be empty. */
  stageReason: string
}

const states: Record<Stage, string> = {
  idea: 'is still an idea',
  active: 'is active',
  paused: 'is paused',
  wound_down: 'is wound down',
}

/** A project that is not active starts no run. Null: nothing holds. */
export function stageHold({ name, stage, stageReason }: StagedProject): Omit<Hold, 'since'> | null {
  if (stage === 'active') return null
  const why = stageReason && `: ${stageReason}`
  return { kind: 'project', reason: `${name} ${states[stage]}${why}`, until: null }
}

type Asked = Pick<StagedProject, 'name' | 'stage'> & { isRemoved: boolean }
type Refusal = { code: RefusalCode; message: string } | null

/** Why no runbook is started in a project; null where one may be. Server and button ask here. */
export function newRunRefusal(project: Asked): Refusal {
  const { name, stage } = project
  const closed = newTaskRefusal(project)
  if (closed || stage === 'active') return closed
  return {
    code: 'project_not_active',
    message: `${name} ${states[stage]}, so no runbook is started in it. Make it active first.`,
  }
}

/** Why a project takes no new task; null where it does. Server and button ask here. */
export function newTaskRefusal(project: Asked): Refusal {
  const { name, stage, isRemoved } = project
  if (isRemoved) return { code: 'project_removed', message: `${name} is removed, so it takes no tasks.` }
  if (stage !== 'wound_down') return null
  return {
    code: 'project_wound_down',
    message: `${name} is wound down, so it takes no tasks. Make it active first.`,
  }
}
